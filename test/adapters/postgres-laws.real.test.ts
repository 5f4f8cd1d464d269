// PostgreSQL keeps the laws of adapters, against a real engine.
import { adapterLaws } from './laws.ts';
import { startPostgresWorld } from './postgres-world.ts';

adapterLaws({ name: 'PostgreSQL', start: startPostgresWorld });
