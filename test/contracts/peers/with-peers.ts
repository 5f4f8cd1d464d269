// Runs a command beside DynamoDB Local and ElasticMQ: node test/contracts/peers/with-peers.ts npx vitest run --project real test/contracts
import { spawn } from 'node:child_process';
import { startDynamoDbLocal, startElasticMq } from './peer-server.ts';

const [command, ...parameters] = process.argv.slice(2);
if (!command) throw new Error('which command?');
const [dynamo, sqs] = await Promise.all([startDynamoDbLocal(), startElasticMq()]);
const env = {
  ...process.env,
  AWS_REGION: 'us-east-1',
  AWS_ACCESS_KEY_ID: 'local',
  AWS_SECRET_ACCESS_KEY: 'local',
  FRONTDESK_DYNAMODB_ENDPOINT: dynamo.url,
  FRONTDESK_DYNAMODB_PEER: 'dynamodb-local',
  FRONTDESK_SQS_ENDPOINT: sqs.url,
  FRONTDESK_SQS_PEER: 'elasticmq',
};
const child = spawn(command, parameters, { stdio: 'inherit', env });
child.once('exit', (code) => {
  dynamo.stop();
  sqs.stop();
  process.exitCode = code ?? 1;
});
