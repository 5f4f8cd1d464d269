// A whole laptop company in a process of its own, so that it can be killed; its parent may set its clock ahead and run schedules.
import { startCompany } from '../../infra/local/company.ts';
import { StartRefused } from '../../infra/local/start-refused.ts';

interface Order {
  readonly id: number;
  /** Milliseconds by which all clocks in this process go ahead of the machine's, from now on. */
  readonly ahead?: number;
  /** A function of the topology to run now. */
  readonly run?: string;
}

const [, , data = '', port = '', fresh = '', ahead = '0', intake = ''] = process.argv;
const machine = Date.now.bind(Date);
let offset = Number(ahead);
Date.now = () => machine() + offset;

try {
  const company = await startCompany({
    data,
    port: Number(port),
    fresh: fresh === 'fresh',
    intakeOnly: intake === 'only',
    settings: 'frontdesk.yaml',
    policy: 'policy',
  });
  process.on('message', (order: Order) => {
    offset = order.ahead ?? offset;
    const done = order.run === undefined ? Promise.resolve() : company.run(order.run);
    void done.then(
      () => process.send?.({ id: order.id }),
      (error: unknown) => process.send?.({ id: order.id, error: String(error) }),
    );
  });
  process.once('SIGTERM', () => void company.stop().then(() => process.exit(0)));
  process.send?.({ id: 0 });
} catch (error) {
  process.send?.({
    id: 0,
    refused: error instanceof StartRefused,
    error: error instanceof Error ? error.message : String(error),
  });
  process.exitCode = 1;
  process.disconnect?.();
}
