metadata description = 'Log Analytics for logs and metrics of the platform, Application Insights for the telemetry of the endpoint.'

import { roles } from 'roles.bicep'

@description('Region.')
param location string

@description('Suffix of the names.')
param suffix string

@description('Tags of every resource.')
param tags object

@description('Days that logs are kept. The first 30 cost nothing beyond their ingestion.')
@minValue(30)
@maxValue(730)
param retentionDays int

@description('Most that is ingested a day, in GB: a loop that logs cannot cost a fortune.')
@minValue(1)
param dailyQuotaGb int

@description('Who may send telemetry.')
param identityPrincipalId string

resource workspace 'Microsoft.OperationalInsights/workspaces@2025-07-01' = {
  name: 'log-${suffix}'
  location: location
  tags: tags
  properties: {
    sku: {
      name: 'PerGB2018'
    }
    retentionInDays: retentionDays
    workspaceCapping: {
      dailyQuotaGb: dailyQuotaGb
    }
    features: {
      disableLocalAuth: true
    }
  }
}

resource insights 'Microsoft.Insights/components@2020-02-02' = {
  name: 'appi-${suffix}'
  location: location
  tags: tags
  kind: 'web'
  properties: {
    Application_Type: 'web'
    WorkspaceResourceId: workspace.id
    // The connection string alone does not permit writing: senders need an identity with a role.
    DisableLocalAuth: true
  }
}

resource publisher 'Microsoft.Authorization/roleAssignments@2022-04-01' = {
  name: guid(insights.id, identityPrincipalId, roles.monitoringMetricsPublisher)
  scope: insights
  properties: {
    principalId: identityPrincipalId
    principalType: 'ServicePrincipal'
    roleDefinitionId: subscriptionResourceId(
      'Microsoft.Authorization/roleDefinitions',
      roles.monitoringMetricsPublisher
    )
  }
}

@description('Where diagnostics go.')
output workspaceId string = workspace.id

@description('Where the endpoint sends its telemetry; worth nothing without the role.')
output connectionString string = insights.properties.ConnectionString
