metadata description = 'The account of audio, transcripts and jobs, which the functions host uses too. No keys: Entra identities only.'

import { roles } from 'roles.bicep'

@description('Region.')
param location string

@description('Name of the account.')
param name string

@description('Tags of every resource.')
param tags object

@description('How the data is replicated.')
param sku string

@description('Containers of the endpoint.')
param containers string[]

@description('Days for which deleted blobs can be restored.')
@minValue(1)
@maxValue(365)
param softDeleteDays int

@description('Identity of the endpoint.')
param identityPrincipalId string

@description('Who may upload audio and read transcripts besides the endpoint; no one where empty.')
param operatorPrincipalId string

@description('Kind of the operator.')
param operatorPrincipalType 'User' | 'Group' | 'ServicePrincipal'

@description('Where diagnostics go.')
param workspaceId string

// Owner, not contributor, and queues and tables: what the functions host asks for to keep leases, receipts, keys and poison messages.
var hostRoles = [
  roles.storageBlobDataOwner
  roles.storageQueueDataContributor
  roles.storageTableDataContributor
]

resource account 'Microsoft.Storage/storageAccounts@2025-06-01' = {
  name: name
  location: location
  tags: tags
  kind: 'StorageV2'
  sku: {
    name: sku
  }
  properties: {
    accessTier: 'Hot'
    allowBlobPublicAccess: false
    allowCrossTenantReplication: false
    allowSharedKeyAccess: false
    defaultToOAuthAuthentication: true
    minimumTlsVersion: 'TLS1_2'
    supportsHttpsTrafficOnly: true
  }

  resource blobs 'blobServices' = {
    name: 'default'
    properties: {
      deleteRetentionPolicy: {
        enabled: true
        days: softDeleteDays
      }
    }

    resource container 'containers' = [
      for container in containers: {
        name: container
        properties: {
          publicAccess: 'None'
        }
      }
    ]
  }
}

resource hostRole 'Microsoft.Authorization/roleAssignments@2022-04-01' = [
  for role in hostRoles: {
    name: guid(account.id, identityPrincipalId, role)
    scope: account
    properties: {
      principalId: identityPrincipalId
      principalType: 'ServicePrincipal'
      roleDefinitionId: subscriptionResourceId('Microsoft.Authorization/roleDefinitions', role)
    }
  }
]

resource operatorRole 'Microsoft.Authorization/roleAssignments@2022-04-01' = if (!empty(operatorPrincipalId)) {
  name: guid(account.id, operatorPrincipalId, roles.storageBlobDataContributor)
  scope: account
  properties: {
    principalId: operatorPrincipalId
    principalType: operatorPrincipalType
    roleDefinitionId: subscriptionResourceId(
      'Microsoft.Authorization/roleDefinitions',
      roles.storageBlobDataContributor
    )
  }
}

#disable-next-line use-recent-api-versions // The newest version there is; the rule prefers one of 2016, without Log Analytics categories.
resource blobDiagnostics 'Microsoft.Insights/diagnosticSettings@2021-05-01-preview' = {
  name: 'to-log-analytics'
  scope: account::blobs
  properties: {
    workspaceId: workspaceId
    // Reads are many and of little interest; who wrote and deleted is what an audit asks.
    logs: [
      { category: 'StorageWrite', enabled: true }
      { category: 'StorageDelete', enabled: true }
    ]
    metrics: [
      { category: 'Transaction', enabled: true }
    ]
  }
}

@description('Name of the account.')
output name string = account.name

@description('Address of its blobs.')
output blobEndpoint string = account.properties.primaryEndpoints.blob
