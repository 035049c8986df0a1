metadata description = 'Key Vault with the two secrets of the endpoint, read by role, not by access policy.'

import { roles } from 'roles.bicep'

@description('Region.')
param location string

@description('Name of the vault.')
param name string

@description('Tags of every resource.')
param tags object

@description('Whether a deleted vault is kept for its retention time, without exception. Cannot be turned off again.')
param purgeProtection bool

@description('Token for gated models; empty for none.')
@secure()
param hfToken string

@description('Token that callers must bear.')
@secure()
param apiToken string

@description('Identity of the endpoint.')
param identityPrincipalId string

@description('Who may read the API token besides the endpoint; no one where empty.')
param operatorPrincipalId string

@description('Kind of the operator.')
param operatorPrincipalType 'User' | 'Group' | 'ServicePrincipal'

@description('Where diagnostics go.')
param workspaceId string

var secretsUser = subscriptionResourceId('Microsoft.Authorization/roleDefinitions', roles.keyVaultSecretsUser)

resource vault 'Microsoft.KeyVault/vaults@2025-05-01' = {
  name: name
  location: location
  tags: tags
  properties: {
    tenantId: tenant().tenantId
    sku: {
      family: 'A'
      name: 'standard'
    }
    enableRbacAuthorization: true
    enableSoftDelete: true
    softDeleteRetentionInDays: 7
    // The service takes true or nothing.
    enablePurgeProtection: purgeProtection ? true : null
  }

  resource hfTokenSecret 'secrets' = {
    name: 'hf-token'
    properties: {
      // A vault keeps no empty secret, and to the program a blank is none.
      value: empty(hfToken) ? ' ' : hfToken
    }
  }

  resource apiTokenSecret 'secrets' = {
    name: 'api-token'
    properties: {
      value: apiToken
    }
  }
}

resource reader 'Microsoft.Authorization/roleAssignments@2022-04-01' = {
  name: guid(vault.id, identityPrincipalId, roles.keyVaultSecretsUser)
  scope: vault
  properties: {
    principalId: identityPrincipalId
    principalType: 'ServicePrincipal'
    roleDefinitionId: secretsUser
  }
}

resource operatorReader 'Microsoft.Authorization/roleAssignments@2022-04-01' = if (!empty(operatorPrincipalId)) {
  name: guid(vault::apiTokenSecret.id, operatorPrincipalId, roles.keyVaultSecretsUser)
  scope: vault::apiTokenSecret
  properties: {
    principalId: operatorPrincipalId
    principalType: operatorPrincipalType
    roleDefinitionId: secretsUser
  }
}

#disable-next-line use-recent-api-versions // The newest version there is; the rule prefers one of 2016, without Log Analytics categories.
resource diagnostics 'Microsoft.Insights/diagnosticSettings@2021-05-01-preview' = {
  name: 'to-log-analytics'
  scope: vault
  properties: {
    workspaceId: workspaceId
    logs: [
      { categoryGroup: 'audit', enabled: true }
    ]
  }
}

@description('Name of the vault.')
output name string = vault.name

@description('Address of the Hub token; no version in it, so that a new one is picked up.')
output hfTokenUri string = '${vault.properties.vaultUri}secrets/${vault::hfTokenSecret.name}'

@description('Address of the API token; no version in it, so that a new one is picked up.')
output apiTokenUri string = '${vault.properties.vaultUri}secrets/${vault::apiTokenSecret.name}'
