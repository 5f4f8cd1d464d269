import { adapterLaws } from './laws.ts';
import { startPaperWorld } from './paper/paper-world.ts';

adapterLaws({ name: 'a good adapter on paper', start: () => startPaperWorld() });
