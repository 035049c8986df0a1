metadata description = 'The speech endpoint on Azure: audio in, who said what when out, on a GPU that is there only while there is work.'

targetScope = 'subscription'

// Names and place

@description('Name of this deployment; part of most names.')
@minLength(2)
@maxLength(16)
param environmentName string = 'speech'

@description('Region. GPU profiles exist in few of them, and each has its own quota.')
param location string = deployment().location

@description('Resource group to create or update.')
param resourceGroupName string = 'rg-${environmentName}'

@description('Tags of every resource.')
param tags object = {}

// The program

@description('Image to run. Without a registry in its name, that of this deployment; empty deploys all but the app.')
param image string = ''

@description('Whisper model: a Hub id, with @revision if wanted.')
@minLength(1)
param asrModel string = 'openai/whisper-large-v3'

@description('Smaller model of the same vocabulary that drafts for the other, for requests with assisted=true; none where empty.')
param assistantModel string = ''

@description('Diarization model; the built-in one where empty, "none" for no speakers.')
param diarizationModel string = ''

@description('Windows decoded together. Each needs memory of the GPU: half a gigabyte with a large model.')
@minValue(1)
@maxValue(256)
param maxBatchSize int = 8

@description('Requests in flight in one replica; further ones wait.')
@minValue(1)
@maxValue(1024)
param maxConcurrentRequests int = 8

@description('Largest request body, in MiB. Longer audio goes by blob.')
@minValue(1)
@maxValue(2048)
param maxBodyMegabytes int = 100

@description('Audio of more MiB becomes a job that is answered 202 at once, because the ingress hangs up after four minutes. 0 is never.')
@minValue(0)
@maxValue(2048)
param asyncOverMegabytes int = 25

@description('Blobs and jobs that one replica works on at once, besides requests. host.json has the same number for the blob trigger.')
@minValue(1)
@maxValue(64)
param maxConcurrentJobs int = 2

@description('Further settings, by their names in local.settings.sample.json; they win over those above, not over the deployment.')
param settings object = {}

@description('Token of the Hub for gated models; none where empty. Kept in Key Vault.')
@secure()
param hfToken string = ''

@description('Token that callers must bear. Where empty each deployment draws a new one. Kept in Key Vault.')
@secure()
param apiToken string = ''

@description('Leave this one alone: it is drawn where apiToken is empty, so that no endpoint is open by accident.')
@secure()
param drawnApiToken string = newGuid()

// Scale and machine

@description('GPU profile: a T4 has 16 GB, an A100 has 80 GB.')
@allowed(['Consumption-GPU-NC8as-T4', 'Consumption-GPU-NC24-A100'])
param gpuProfile string = 'Consumption-GPU-NC8as-T4'

@description('Fewest replicas. 0 costs nothing when idle and makes the first request wait for a cold start.')
@minValue(0)
@maxValue(30)
param minReplicas int = 0

@description('Most replicas, each with a GPU of its own: the quota must have as many.')
@minValue(1)
@maxValue(30)
param maxReplicas int = 2

@description('Seconds without work until the last replica goes. Fewer cost less; more spare the next caller a cold start.')
@minValue(0)
@maxValue(86400)
param cooldownSeconds int = 300

@description('Minutes that a replica may take until its models work, the first download included. Longer means coarser looks at it.')
@minValue(1)
@maxValue(40)
param modelLoadMinutes int = 10

@description('Where downloaded models are kept: AzureFiles outlives replicas, Ephemeral is free. Fixed once deployed, as the network is.')
@allowed(['AzureFiles', 'Ephemeral'])
param modelCache string = 'AzureFiles'

@description('Size of the model share, in GiB.')
@minValue(32)
@maxValue(102400)
param modelShareGib int = 64

@description('Address space of the network that the model share needs, at least a /27.')
param networkPrefix string = '10.20.0.0/26'

@description('Small image with a shell, run as root, that makes the model share writable for the endpoint.')
param shareSetupImage string = 'mcr.microsoft.com/azurelinux/base/core:3.0'

// Blobs

@description('Container of finished transcripts.')
param transcriptsContainer string = 'transcripts'

@description('Container of jobs.')
param jobsContainer string = 'jobs'

@description('Container that audio goes to when it is done.')
param processedContainer string = 'processed'

@description('Replication of the account of audio and transcripts.')
@allowed(['Standard_LRS', 'Standard_ZRS', 'Standard_GRS', 'Standard_GZRS'])
param storageSku string = 'Standard_LRS'

@description('Days for which deleted audio and transcripts can be restored.')
@minValue(1)
@maxValue(365)
param softDeleteDays int = 7

// People, logs, odds and ends

@description('Object id of who may upload audio, read transcripts and read the API token; no one where empty.')
param operatorPrincipalId string = ''

@description('Kind of that principal.')
@allowed(['User', 'Group', 'ServicePrincipal'])
param operatorPrincipalType string = 'User'

@description('Size and features of the image registry.')
@allowed(['Basic', 'Standard', 'Premium'])
param registrySku string = 'Basic'

@description('Whether a deleted vault cannot be purged for a week, nor its name be deployed again meanwhile. Cannot be turned off again.')
param purgeProtection bool = true

@description('Mail address for alerts: server errors, models that do not load, audio given up or waiting, a full spool. Empty: none.')
param alertEmail string = ''

@description('Days that logs are kept.')
@minValue(30)
@maxValue(730)
param logRetentionDays int = 30

@description('Most that is logged a day, in GB.')
@minValue(1)
param logQuotaGb int = 1

// From here on: what is made of them

var suffix = '${environmentName}-${token}'
var token = uniqueString(subscription().id, resourceGroupName, location)
// azd finds its things by these.
var allTags = union({ 'azd-env-name': environmentName }, tags)
var machines = {
  'Consumption-GPU-NC8as-T4': { cpu: 8, memory: '56Gi' }
  'Consumption-GPU-NC24-A100': { cpu: 24, memory: '220Gi' }
}
// The trigger has this name in the program.
var audioContainer = 'audio'
var sharesModels = modelCache == 'AzureFiles'
var modelStorageName = sharesModels ? 'models' : ''
var gpuProfileName = 'gpu'

resource group 'Microsoft.Resources/resourceGroups@2025-04-01' = {
  name: resourceGroupName
  location: location
  tags: allTags
}

module identity 'modules/identity.bicep' = {
  scope: group
  params: {
    location: location
    name: 'id-${suffix}'
    tags: allTags
  }
}

module monitoring 'modules/monitoring.bicep' = {
  scope: group
  params: {
    location: location
    suffix: suffix
    tags: allTags
    retentionDays: logRetentionDays
    dailyQuotaGb: logQuotaGb
    identityPrincipalId: identity.outputs.principalId
  }
}

module alerts 'modules/alerts.bicep' = if (!empty(alertEmail)) {
  scope: group
  params: {
    location: location
    suffix: suffix
    tags: allTags
    email: alertEmail
    workspaceId: monitoring.outputs.workspaceId
  }
}

module storage 'modules/storage.bicep' = {
  scope: group
  params: {
    location: location
    name: 'st${token}'
    tags: allTags
    sku: storageSku
    containers: [audioContainer, processedContainer, transcriptsContainer, jobsContainer]
    softDeleteDays: softDeleteDays
    identityPrincipalId: identity.outputs.principalId
    operatorPrincipalId: operatorPrincipalId
    operatorPrincipalType: operatorPrincipalType
    workspaceId: monitoring.outputs.workspaceId
  }
}

module vault 'modules/vault.bicep' = {
  scope: group
  params: {
    location: location
    name: 'kv-${token}'
    tags: allTags
    purgeProtection: purgeProtection
    hfToken: hfToken
    apiToken: empty(apiToken) ? drawnApiToken : apiToken
    identityPrincipalId: identity.outputs.principalId
    operatorPrincipalId: operatorPrincipalId
    operatorPrincipalType: operatorPrincipalType
    workspaceId: monitoring.outputs.workspaceId
  }
}

module registry 'modules/registry.bicep' = {
  scope: group
  params: {
    location: location
    name: 'cr${token}'
    tags: allTags
    sku: registrySku
    identityPrincipalId: identity.outputs.principalId
    workspaceId: monitoring.outputs.workspaceId
  }
}

module modelShare 'modules/modelshare.bicep' = if (sharesModels) {
  scope: group
  params: {
    location: location
    suffix: suffix
    accountName: 'stm${token}'
    tags: allTags
    sizeGib: modelShareGib
    addressPrefix: networkPrefix
  }
}

module environment 'modules/environment.bicep' = {
  scope: group
  params: {
    location: location
    name: 'cae-${suffix}'
    tags: allTags
    gpuProfile: gpuProfile
    gpuProfileName: gpuProfileName
    modelStorageName: modelStorageName
    subnetId: modelShare.?outputs.subnetId ?? ''
    shareServer: modelShare.?outputs.server ?? ''
    sharePath: modelShare.?outputs.path ?? ''
    workspaceId: monitoring.outputs.workspaceId
  }
}

module app 'modules/app.bicep' = if (!empty(image)) {
  scope: group
  params: {
    location: location
    // Of an app, other than of its environment, no capitals are allowed.
    name: toLower('ca-${environmentName}')
    tags: union(allTags, { 'azd-service-name': 'speech' })
    environmentId: environment.outputs.id
    workloadProfileName: gpuProfileName
    cpu: machines[gpuProfile].cpu
    memory: machines[gpuProfile].memory
    image: contains(image, '/') ? image : '${registry.outputs.loginServer}/${image}'
    registryServer: registry.outputs.loginServer
    identityId: identity.outputs.id
    identityClientId: identity.outputs.clientId
    storageAccountName: storage.outputs.name
    hostId: 'speech-${token}'
    insightsConnectionString: monitoring.outputs.connectionString
    hfTokenUri: vault.outputs.hfTokenUri
    apiTokenUri: vault.outputs.apiTokenUri
    settings: union(
      {
        ASR_MODEL: asrModel
        ASSISTANT_MODEL: assistantModel
        DIARIZATION_MODEL: diarizationModel
        WARMUP: 'true'
        MAX_BATCH_SIZE: string(maxBatchSize)
        MAX_CONCURRENT_REQUESTS: string(maxConcurrentRequests)
        MAX_CONCURRENT_JOBS: string(maxConcurrentJobs)
        ASYNC_OVER_MB: string(asyncOverMegabytes)
        MAX_BODY_MB: string(maxBodyMegabytes)
        // A replica has a disk of 8 GiB, for two files at a time, the audio of requests and, without a share, the models.
        MAX_MP4_MB: '1536'
        MAX_SPOOL_MB: '1024'
        AUDIO_CONTAINER: audioContainer
        // Fails where the GPU or one of its libraries is missing, instead of running on the CPU.
        DEVICE: 'cuda'
        TRANSCRIPTS_CONTAINER: transcriptsContainer
        JOBS_CONTAINER: jobsContainer
        // The program looks for audio itself, so that no event has to announce it.
        INBOX: 'true'
        // Audio that stays would keep a replica, so what is done moves out of the way.
        PROCESSED_AUDIO: 'move'
        PROCESSED_CONTAINER: processedContainer
        // The ingress names the client, whose share of the slots is limited.
        ASPNETCORE_FORWARDEDHEADERS_ENABLED: 'true'
        // The program answers at / itself.
        AzureWebJobsDisableHomepage: 'true'
      },
      settings
    )
    cooldownSeconds: cooldownSeconds
    minReplicas: minReplicas
    maxReplicas: maxReplicas
    modelLoadMinutes: modelLoadMinutes
    modelStorageName: modelStorageName
    shareSetupImage: shareSetupImage
  }
}

// azd keeps these as settings of its environment, hence their names.

@description('Resource group of everything.')
output AZURE_RESOURCE_GROUP string = group.name

@description('Registry to push the image to.')
output AZURE_CONTAINER_REGISTRY_ENDPOINT string = registry.outputs.loginServer

@description('Name of that registry.')
output REGISTRY_NAME string = registry.outputs.name

@description('Account of audio and transcripts.')
output STORAGE_ACCOUNT string = storage.outputs.name

@description('Vault that has the API token.')
output KEY_VAULT string = vault.outputs.name

@description('Name of the app; empty before there is an image.')
output APP_NAME string = app.?outputs.name ?? ''

@description('Address of the endpoint; empty before there is an image.')
output ENDPOINT string = empty(image) ? '' : 'https://${app.?outputs.fqdn ?? ''}'
