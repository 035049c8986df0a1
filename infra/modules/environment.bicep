metadata description = 'Container Apps environment with a GPU profile, and the model share as one of its storages.'

@description('Region.')
param location string

@description('Name of the environment.')
param name string

@description('Tags of every resource.')
param tags object

@description('Type of the GPU profile.')
param gpuProfile string

@description('Name of the GPU profile within the environment.')
param gpuProfileName string

@description('Name of the model share within the environment; none where empty.')
param modelStorageName string

@description('Subnet that reaches the model share. Fixed once the environment exists.')
param subnetId string

@description('Host of the model share.')
param shareServer string

@description('Path of the model share on its host.')
param sharePath string

@description('Where logs and metrics go.')
param workspaceId string

resource environment 'Microsoft.App/managedEnvironments@2025-07-01' = {
  name: name
  location: location
  tags: tags
  properties: {
    // By a diagnostic setting, not by the workspace's shared key.
    appLogsConfiguration: {
      destination: 'azure-monitor'
    }
    vnetConfiguration: empty(modelStorageName)
      ? null
      : {
          infrastructureSubnetId: subnetId
          internal: false
        }
    workloadProfiles: [
      {
        name: 'Consumption'
        workloadProfileType: 'Consumption'
      }
      {
        name: gpuProfileName
        workloadProfileType: gpuProfile
      }
    ]
  }

  resource storage 'storages' = if (!empty(modelStorageName)) {
    name: modelStorageName
    properties: {
      nfsAzureFile: {
        accessMode: 'ReadWrite'
        server: shareServer
        shareName: sharePath
      }
    }
  }
}

#disable-next-line use-recent-api-versions // The newest version there is; the rule prefers one of 2016, without Log Analytics categories.
resource diagnostics 'Microsoft.Insights/diagnosticSettings@2021-05-01-preview' = {
  name: 'to-log-analytics'
  scope: environment
  properties: {
    workspaceId: workspaceId
    logs: [
      { categoryGroup: 'allLogs', enabled: true }
    ]
    metrics: [
      { category: 'AllMetrics', enabled: true }
    ]
  }
}

@description('Resource id.')
output id string = environment.id
