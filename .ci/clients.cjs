// Reads lists with the official client @zernio/node and compares them, record by record, with the answers of the server.
const assert = require('node:assert');

async function main() {
    const [baseUrl, apiKey] = process.argv.slice(2);
    const package_ = require('@zernio/node');
    const Client = package_.default ?? package_.Zernio;
    const client = new Client({ apiKey, baseURL: baseUrl });
    const raw = async (path) => {
        const answer = await fetch(`${baseUrl}${path}`, { headers: { authorization: `Bearer ${apiKey}` } });
        assert.strictEqual(answer.status, 200, path);
        return answer.json();
    };
    const to = new Date().toISOString();
    const lists = [
        ['posts', () => client.posts.listPosts({ query: { limit: 50 } }), '/v1/posts?limit=50', 'posts'],
        ['attempts', () => client.logs.listLogs({ query: { limit: 50, to } }), `/v1/logs?limit=50&to=${to}`, 'logs'],
        ['connections', () => client.logs.listLogs({ query: { type: 'connections', limit: 50, to } }),
            `/v1/logs?type=connections&limit=50&to=${to}`, 'logs'],
        ['webhooks', () => client.webhooks.getWebhookLogs({ query: { limit: 20, skip: 100 } }),
            '/v1/webhooks/logs?limit=20&skip=100', 'logs'],
        ['health', () => client.accounts.getAllAccountsHealth({}), '/v1/accounts/health', 'accounts'],
    ];
    for (const [name, read, path, key] of lists) {
        const [answer, expected] = [await read(), await raw(path)];
        const rows = (answer.data ?? answer)[key];
        assert.ok(rows.length > 0, name);
        assert.deepStrictEqual(rows, expected[key], name);
        console.log(`@zernio/node reads ${rows.length} ${name} as they are`);
    }
}

main().catch((error) => {
    console.error(error);
    process.exit(1);
});
