metadata description = 'Second phase: new audio blobs are announced to the functions host, which has its own key for that.'

import { roles } from 'roles.bicep'

@description('Region.')
param location string

@description('Name of the topic.')
param name string

@description('Tags of every resource.')
param tags object

@description('Account whose blobs are announced.')
param storageAccountName string

@description('Container whose blobs are announced.')
param audioContainer string

@description('Container of announcements that could not be delivered for a day.')
param undeliveredContainer string

@description('Address that the functions host takes announcements at. Its key is in it.')
@secure()
param webhook string

@description('Where diagnostics go.')
param workspaceId string

resource account 'Microsoft.Storage/storageAccounts@2025-06-01' existing = {
  name: storageAccountName

  resource blobs 'blobServices' existing = {
    name: 'default'

    resource undelivered 'containers' existing = {
      name: undeliveredContainer
    }
  }
}

resource topic 'Microsoft.EventGrid/systemTopics@2025-02-15' = {
  name: name
  location: location
  tags: tags
  identity: {
    type: 'SystemAssigned'
  }
  properties: {
    source: account.id
    topicType: 'Microsoft.Storage.StorageAccounts'
  }

  resource audio 'eventSubscriptions' = {
    name: 'audio'
    properties: {
      destination: {
        endpointType: 'WebHook'
        properties: {
          endpointUrl: webhook
          // A file is minutes of work: one at a time is no loss, and each is retried alone.
          maxEventsPerBatch: 1
        }
      }
      eventDeliverySchema: 'EventGridSchema'
      filter: {
        includedEventTypes: [
          'Microsoft.Storage.BlobCreated'
        ]
        subjectBeginsWith: '/blobServices/default/containers/${audioContainer}/'
        isSubjectCaseSensitive: true
      }
      // Longer than any cold start: the webhook is called again for a day.
      retryPolicy: {
        eventTimeToLiveInMinutes: 1440
        maxDeliveryAttempts: 30
      }
      deadLetterWithResourceIdentity: {
        identity: {
          type: 'SystemAssigned'
        }
        deadLetterDestination: {
          endpointType: 'StorageBlob'
          properties: {
            blobContainerName: undeliveredContainer
            resourceId: account.id
          }
        }
      }
    }
    dependsOn: [
      deadLetterWriter
    ]
  }
}

resource deadLetterWriter 'Microsoft.Authorization/roleAssignments@2022-04-01' = {
  name: guid(account::blobs::undelivered.id, topic.id, roles.storageBlobDataContributor)
  scope: account::blobs::undelivered
  properties: {
    principalId: topic.identity.principalId
    principalType: 'ServicePrincipal'
    roleDefinitionId: subscriptionResourceId(
      'Microsoft.Authorization/roleDefinitions',
      roles.storageBlobDataContributor
    )
  }
}

#disable-next-line use-recent-api-versions // The newest version there is; the rule prefers one of 2016 that knows no Log Analytics categories.
resource diagnostics 'Microsoft.Insights/diagnosticSettings@2021-05-01-preview' = {
  name: 'to-log-analytics'
  scope: topic
  properties: {
    workspaceId: workspaceId
    logs: [
      { category: 'DeliveryFailures', enabled: true }
    ]
  }
}
