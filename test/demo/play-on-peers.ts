// The demo's story on a store and queues that nobody here wrote, in a process of its own; the scorecard goes to the parent.
import { play } from '../../infra/local/demo/play.ts';
import { startDynamoDbLocal } from '../servers/dynamodb-local.ts';
import { startElasticMq } from '../servers/elasticmq.ts';

const [, , folder = '', people = ''] = process.argv;
const stores = { startDynamo: startDynamoDbLocal, startSqs: startElasticMq };
const card = await play({ folder, people: Number(people), isQuiet: true, stores });
// Idle connections would keep it alive for minutes.
process.send?.(card, () => process.exit(0));
