// box-node-sdk 3 as a client of the address given: `node box_node_3.cjs PACKAGES URL token|folder|me`.
const [, , packages, url, call] = process.argv;
const { createRequire } = require('node:module');
const BoxSDK = createRequire(`${packages}/package.json`)('box-node-sdk');
const { print } = require('./node_forms.cjs');

const sdk = new BoxSDK({
  clientID: 'a'.repeat(32),
  clientSecret: 'S3cret'.repeat(5),
  enterpriseID: '1234567',
  apiRootURL: url,
  numMaxRetries: 0,
  request: { agentClass: require('node:http').Agent },
});
const client = sdk.getCCGClientForUser('8506151483');
const asked = call === 'folder' ? client.folders.get('987654321') : client.users.get('me');
asked.then(() => process.exit(9), print);
