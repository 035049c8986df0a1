metadata description = 'The endpoint: the functions host in a container app, one whole GPU a replica, none when idle.'

@description('Region.')
param location string

@description('Name of the app.')
param name string

@description('Tags of every resource.')
param tags object

@description('Environment it runs in.')
param environmentId string

@description('Name of the workload profile within the environment.')
param workloadProfileName string

@description('vCPUs of a replica: all that the profile has, since its GPU cannot be shared.')
param cpu int

@description('Memory of a replica.')
param memory string

@description('Image to run.')
param image string

@description('Registry of the image, pulled from by identity.')
param registryServer string

@description('Identity of the endpoint.')
param identityId string

@description('Client id of that identity.')
param identityClientId string

@description('Account of audio, transcripts, jobs and the functions host.')
param storageAccountName string

@description('Id of the functions host: the same for every replica and revision, or each would have keys and queues of its own.')
@minLength(1)
@maxLength(32)
param hostId string

@description('Seconds without work until the last replica goes.')
param cooldownSeconds int

@description('Connection string of Application Insights.')
param insightsConnectionString string

@description('Vault address of the Hub token.')
param hfTokenUri string

@description('Vault address of the API token.')
param apiTokenUri string

@description('Settings of the program by the names of its environment variables. The scale rules follow some of them.')
param settings object

@description('Fewest replicas.')
param minReplicas int

@description('Most replicas.')
param maxReplicas int

@description('Minutes that a replica may take until its models work.')
param modelLoadMinutes int

@description('Environment storage of the model share; a volume that goes with the replica where empty.')
param modelStorageName string

@description('Image of the step that makes the model share writable.')
param shareSetupImage string

// The base image listens on 80, which only root may; the Dockerfile moves it.
var port = 8080
var modelFolder = '/models'
var health = {
  path: '/health'
  port: port
  scheme: 'HTTP'
}

// The platform counts at most this many failures.
var startupAttempts = 10

// The program has this for what it is doing, and some seconds to end; then the functions host may take another 40 s.
var gracePeriodSeconds = 600
var shutdownSeconds = gracePeriodSeconds - 50

// The host cuts a connection at its own limit and answers nothing. So its limit is out of reach, and the program answers 413 at its.
var hostBodyLimitBytes = '1099511627776'

var modelMounts = [
  {
    volumeName: 'models'
    mountPath: modelFolder
  }
]

var hostSettings = [
  { name: 'AzureWebJobsStorage__accountName', value: storageAccountName }
  { name: 'AzureWebJobsStorage__credential', value: 'managedidentity' }
  { name: 'AzureWebJobsStorage__clientId', value: identityClientId }
  // For what the program itself asks Entra for.
  { name: 'AZURE_CLIENT_ID', value: identityClientId }
  { name: 'APPLICATIONINSIGHTS_CONNECTION_STRING', value: insightsConnectionString }
  {
    name: 'APPLICATIONINSIGHTS_AUTHENTICATION_STRING'
    value: 'Authorization=AAD;ClientId=${identityClientId}'
  }
  { name: 'AzureFunctionsWebHost__hostid', value: hostId }
  { name: 'AzureWebJobsSecretStorageType', value: 'blob' }
  { name: 'FUNCTIONS_REQUEST_BODY_SIZE_LIMIT', value: hostBodyLimitBytes }
  { name: 'SHUTDOWN_SECONDS', value: string(shutdownSeconds) }
  { name: 'HF_HOME', value: modelFolder }
  { name: 'HF_TOKEN', secretRef: 'hf-token' }
  { name: 'API_TOKEN', secretRef: 'api-token' }
]
var hostSettingNames = map(hostSettings, setting => setting.name)

resource app 'Microsoft.App/containerApps@2025-07-01' = {
  name: name
  location: location
  tags: tags
  identity: {
    type: 'UserAssigned'
    userAssignedIdentities: {
      '${identityId}': {}
    }
  }
  properties: {
    environmentId: environmentId
    workloadProfileName: workloadProfileName
    configuration: {
      // A new revision takes over when its probes say so; until then the old one answers.
      activeRevisionsMode: 'Single'
      maxInactiveRevisions: 10
      ingress: {
        external: true
        targetPort: port
        transport: 'auto'
        allowInsecure: false
      }
      registries: [
        {
          server: registryServer
          identity: identityId
        }
      ]
      secrets: [
        {
          name: 'hf-token'
          keyVaultUrl: hfTokenUri
          identity: identityId
        }
        {
          name: 'api-token'
          keyVaultUrl: apiTokenUri
          identity: identityId
        }
      ]
    }
    template: {
      // Time for the requests and files in flight; another replica takes over a file that is not done by then.
      terminationGracePeriodSeconds: gracePeriodSeconds
      // The share belongs to root when it is new, and the endpoint is not root.
      initContainers: empty(modelStorageName)
        ? []
        : [
            {
              name: 'share-setup'
              image: shareSetupImage
              command: ['/bin/sh', '-c', 'chmod 1777 ${modelFolder}']
              resources: {
                cpu: json('0.25')
                memory: '0.5Gi'
              }
              volumeMounts: modelMounts
            }
          ]
      containers: [
        {
          name: 'speech'
          image: image
          resources: {
            cpu: cpu
            memory: memory
          }
          env: concat(
            hostSettings,
            map(filter(items(settings), setting => !contains(hostSettingNames, setting.key)), setting => {
              name: setting.key
              value: setting.value
            })
          )
          probes: [
            {
              // Answers 503 until the models work. Also starts their loading.
              type: 'Startup'
              httpGet: health
              initialDelaySeconds: 5
              periodSeconds: modelLoadMinutes * 60 / startupAttempts
              timeoutSeconds: 5
              failureThreshold: startupAttempts
            }
            {
              type: 'Readiness'
              httpGet: health
              periodSeconds: 10
              timeoutSeconds: 5
              failureThreshold: 3
            }
            {
              // A full GPU may answer late; one that has been ill for two minutes does not recover.
              type: 'Liveness'
              httpGet: health
              periodSeconds: 30
              timeoutSeconds: 10
              failureThreshold: 4
            }
          ]
          volumeMounts: modelMounts
        }
      ]
      scale: {
        minReplicas: minReplicas
        maxReplicas: maxReplicas
        cooldownPeriod: cooldownSeconds
        rules: [
          {
            name: 'requests'
            http: {
              metadata: {
                concurrentRequests: settings.MAX_CONCURRENT_REQUESTS
              }
            }
          }
          {
            // Counts audio that is being worked on, too: a replica does not go in the middle of a long file.
            name: 'audio'
            custom: {
              type: 'azure-blob'
              identity: identityId
              metadata: {
                accountName: storageAccountName
                blobContainerName: settings.AUDIO_CONTAINER
                blobCount: settings.MAX_CONCURRENT_JOBS
                recursive: 'true'
              }
            }
          }
        ]
      }
      volumes: [
        empty(modelStorageName)
          ? {
              name: 'models'
              storageType: 'EmptyDir'
            }
          : {
              name: 'models'
              storageType: 'NfsAzureFile'
              storageName: modelStorageName
            }
      ]
    }
  }
}

@description('Public host name.')
output fqdn string = app.properties.configuration.ingress.fqdn

@description('Name of the app.')
output name string = app.name
