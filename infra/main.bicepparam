using 'main.bicep'

// Whatever is not set here has its default in main.bicep. `azd env set NAME value`, or a variable of the shell, sets what is read here.

param environmentName = readEnvironmentVariable('AZURE_ENV_NAME', 'speech')
param location = readEnvironmentVariable('AZURE_LOCATION', 'swedencentral')

// azd sets the image after it has pushed one, so its first provisioning makes everything but the app.
param image = readEnvironmentVariable(
  'SERVICE_SPEECH_IMAGE_NAME',
  empty(readEnvironmentVariable('AZURE_ENV_NAME', '')) ? 'speech:latest' : ''
)

param asrModel = readEnvironmentVariable('ASR_MODEL', 'openai/whisper-large-v3')
param assistantModel = readEnvironmentVariable('ASSISTANT_MODEL', '')
param diarizationModel = readEnvironmentVariable('DIARIZATION_MODEL', '')
param hfToken = readEnvironmentVariable('HF_TOKEN', '')
param apiToken = readEnvironmentVariable('API_TOKEN', '')

param gpuProfile = readEnvironmentVariable('GPU_PROFILE', 'Consumption-GPU-NC8as-T4')
param minReplicas = int(readEnvironmentVariable('MIN_REPLICAS', '0'))
param maxReplicas = int(readEnvironmentVariable('MAX_REPLICAS', '2'))
param modelCache = readEnvironmentVariable('MODEL_CACHE', 'AzureFiles')

param operatorPrincipalId = readEnvironmentVariable('AZURE_PRINCIPAL_ID', '')
param operatorPrincipalType = readEnvironmentVariable('AZURE_PRINCIPAL_TYPE', 'User')

param alertEmail = readEnvironmentVariable('ALERT_EMAIL', '')
