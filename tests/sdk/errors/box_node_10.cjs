// box-node-sdk 10 as a client of the address given: `node box_node_10.cjs PACKAGES URL token|folder|me`.
const [, , packages, url, call] = process.argv;
const { createRequire } = require('node:module');
const load = createRequire(`${packages}/package.json`);
const sdk = load('box-node-sdk');
const { BaseUrls } = load('box-node-sdk/networking/baseUrls');
const { NetworkSession } = load('box-node-sdk/networking/network');
const { BoxRetryStrategy } = load('box-node-sdk/networking/retries');
const { print } = require('./node_forms.cjs');

const networkSession = new NetworkSession({
  baseUrls: new BaseUrls({ baseUrl: url, uploadUrl: url, oauth2Url: `${url}/oauth2` }),
  retryStrategy: new BoxRetryStrategy({ maxAttempts: 1 }),
});
const auth = new sdk.BoxCcgAuth({
  config: new sdk.CcgConfig({ clientId: 'a'.repeat(32), clientSecret: 'S3cret'.repeat(5), userId: '8506151483' }),
});
const client = new sdk.BoxClient({ auth, networkSession });
const asked = call === 'folder' ? client.folders.getFolderById('987654321') : client.users.getUserMe();
asked.then(() => process.exit(9), print);
