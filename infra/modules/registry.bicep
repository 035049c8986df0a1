metadata description = 'Registry of the image. No admin user: the endpoint pulls by its identity.'

import { roles } from 'roles.bicep'

@description('Region.')
param location string

@description('Name of the registry.')
param name string

@description('Tags of every resource.')
param tags object

@description('Size and features of the registry.')
param sku 'Basic' | 'Standard' | 'Premium'

@description('Identity of the endpoint.')
param identityPrincipalId string

@description('Where diagnostics go.')
param workspaceId string

resource registry 'Microsoft.ContainerRegistry/registries@2025-11-01' = {
  name: name
  location: location
  tags: tags
  sku: {
    name: sku
  }
  properties: {
    adminUserEnabled: false
    anonymousPullEnabled: false
  }
}

resource puller 'Microsoft.Authorization/roleAssignments@2022-04-01' = {
  name: guid(registry.id, identityPrincipalId, roles.acrPull)
  scope: registry
  properties: {
    principalId: identityPrincipalId
    principalType: 'ServicePrincipal'
    roleDefinitionId: subscriptionResourceId('Microsoft.Authorization/roleDefinitions', roles.acrPull)
  }
}

#disable-next-line use-recent-api-versions // The newest version there is; the rule prefers one of 2016, without Log Analytics categories.
resource diagnostics 'Microsoft.Insights/diagnosticSettings@2021-05-01-preview' = {
  name: 'to-log-analytics'
  scope: registry
  properties: {
    workspaceId: workspaceId
    logs: [
      { categoryGroup: 'allLogs', enabled: true }
    ]
  }
}

@description('Name of the registry.')
output name string = registry.name

@description('Host that images are pushed to and pulled from.')
output loginServer string = registry.properties.loginServer
