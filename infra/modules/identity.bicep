metadata description = 'The one identity that the endpoint has: it pulls the image, reads secrets, and reads and writes blobs.'

@description('Region.')
param location string

@description('Name of the identity.')
param name string

@description('Tags of every resource.')
param tags object

resource identity 'Microsoft.ManagedIdentity/userAssignedIdentities@2024-11-30' = {
  name: name
  location: location
  tags: tags
}

@description('Resource id, for who wears the identity.')
output id string = identity.id

@description('Client id, for the program that asks for tokens.')
output clientId string = identity.properties.clientId

@description('Principal id, for role assignments.')
output principalId string = identity.properties.principalId
