metadata description = 'Mails what an operator has to know: what a client cannot mend, and what does not mend itself.'

@description('Region.')
param location string

@description('Suffix of the names.')
param suffix string

@description('Tags of every resource.')
param tags object

@description('Mail address that receives the alerts.')
param email string

@description('Workspace that the endpoint logs to.')
param workspaceId string

// Each query has rows only where something is wrong.
var rules = {
  'server-errors': {
    description: 'More than a twentieth of the requests, and at least five, were answered with a 5xx status.'
    severity: 1
    window: 'PT15M'
    query: '''
      AppMetrics
      | where Name == 'speech.requests'
      | extend status = toint(Properties.status)
      | summarize failed = sumif(Sum, status >= 500), answered = sum(Sum)
      | where failed >= 5 and failed > 0.05 * answered
    '''
  }
  'model-failed': {
    description: 'A replica cannot load a model: its last attempt failed.'
    severity: 1
    window: 'PT15M'
    query: '''
      AppMetrics
      | where Name == 'speech.model.load.duration'
      | extend model = tostring(Properties.model), outcome = tostring(Properties.outcome)
      | summarize arg_max(TimeGenerated, outcome) by model, AppRoleInstance
      | where outcome == 'failed'
    '''
  }
  'blobs-abandoned': {
    description: 'Audio got an error document in place of a transcript, because all attempts broke down.'
    severity: 2
    window: 'PT15M'
    query: '''
      AppTraces
      | where Message startswith 'Blob ' and Message contains ' is abandoned after '
      | project TimeGenerated, Message
    '''
  }
  'blobs-waiting': {
    description: 'Audio has waited for two hours, in which none was done.'
    severity: 2
    window: 'PT2H'
    query: '''
      AppMetrics
      | where Name in ('speech.blobs.waiting', 'speech.blobs')
      | extend isQueue = Name == 'speech.blobs.waiting', isDone = tostring(Properties.outcome) in ('Published', 'Refused')
      | summarize waiting = minif(Sum, isQueue), since = minif(TimeGenerated, isQueue), done = sumif(Sum, isDone)
      | where waiting > 0 and since < ago(110m) and done == 0
    '''
  }
  'spool-used-up': {
    description: 'Requests were answered 503, because the audio of others used up MAX_SPOOL_MB or the disk.'
    severity: 2
    window: 'PT15M'
    query: '''
      AppExceptions
      | where InnermostMessage contains 'MAX_SPOOL_MB is used up' or InnermostMessage contains 'No space left on device'
      | project TimeGenerated, InnermostMessage
    '''
  }
}

resource group 'Microsoft.Insights/actionGroups@2023-01-01' = {
  name: 'ag-${suffix}'
  location: 'global'
  tags: tags
  properties: {
    enabled: true
    groupShortName: 'speech'
    emailReceivers: [
      {
        name: 'operator'
        emailAddress: email
        useCommonAlertSchema: true
      }
    ]
  }
}

resource alerts 'Microsoft.Insights/scheduledQueryRules@2026-03-01' = [
  for rule in items(rules): {
    name: '${rule.key}-${suffix}'
    location: location
    tags: tags
    kind: 'LogAlert'
    properties: {
      displayName: rule.key
      description: rule.value.description
      severity: rule.value.severity
      scopes: [
        workspaceId
      ]
      // The cheapest that is still soon enough; a rule of five minutes costs three times as much.
      evaluationFrequency: 'PT15M'
      windowSize: rule.value.window
      // Tables appear with their first row.
      skipQueryValidation: true
      autoMitigate: true
      criteria: {
        allOf: [
          {
            query: rule.value.query
            timeAggregation: 'Count'
            operator: 'GreaterThan'
            threshold: 0
          }
        ]
      }
      actions: {
        actionGroups: [
          group.id
        ]
      }
    }
  }
]
