metadata description = 'A share for downloaded models, and the only network that reaches it: NFS, because SMB mounts need an account key.'

@description('Region.')
param location string

@description('Suffix of the names.')
param suffix string

@description('Name of the account, apart from that of audio and transcripts.')
param accountName string

@description('Tags of every resource.')
param tags object

@description('Size of the share, in GiB. It is paid for whether full or not.')
@minValue(32)
@maxValue(102400)
param sizeGib int

@description('Address space of the network: at least a /27, which is all that the environment needs.')
param addressPrefix string

var shareName = 'models'

resource network 'Microsoft.Network/virtualNetworks@2025-01-01' = {
  name: 'vnet-${suffix}'
  location: location
  tags: tags
  properties: {
    addressSpace: {
      addressPrefixes: [
        addressPrefix
      ]
    }
    subnets: [
      {
        name: 'container-apps'
        properties: {
          addressPrefix: addressPrefix
          delegations: [
            {
              name: 'container-apps'
              properties: {
                serviceName: 'Microsoft.App/environments'
              }
            }
          ]
          // Costs nothing, where a private endpoint does.
          serviceEndpoints: [
            {
              service: 'Microsoft.Storage'
            }
          ]
        }
      }
    ]
  }

  resource subnet 'subnets' existing = {
    name: 'container-apps'
  }
}

resource account 'Microsoft.Storage/storageAccounts@2025-06-01' = {
  name: accountName
  location: location
  tags: tags
  kind: 'FileStorage'
  sku: {
    name: 'PremiumV2_LRS'
  }
  properties: {
    allowBlobPublicAccess: false
    allowSharedKeyAccess: false
    minimumTlsVersion: 'TLS1_2'
    // NFS is not HTTPS. What travels is public model files, inside the network, and their hashes were checked at download.
    supportsHttpsTrafficOnly: false
    networkAcls: {
      bypass: 'None'
      defaultAction: 'Deny'
      virtualNetworkRules: [
        {
          action: 'Allow'
          id: network::subnet.id
        }
      ]
    }
  }

  resource files 'fileServices' = {
    name: 'default'

    resource share 'shares' = {
      name: shareName
      properties: {
        enabledProtocols: 'NFS'
        rootSquash: 'NoRootSquash'
        shareQuota: sizeGib
      }
    }
  }
}

@description('Subnet of the environment.')
output subnetId string = network::subnet.id

@description('Host of the share.')
output server string = '${account.name}.file.${environment().suffixes.storage}'

@description('Path of the share on its host.')
output path string = '/${account.name}/${account::files::share.name}'
