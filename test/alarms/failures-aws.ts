// Failures that our own metrics cannot tell, because nobody is alive to say them: AWS's counts do.
import type { Failure } from './failure.ts';

export const AWS_FAILURES: readonly Failure[] = [
  {
    what: 'a deployment broke the webhook function: each delivery is answered with 502',
    ...{ alarm: 'doors-failing', within: 20 },
    plant: () => ({
      happen: ({ counts }) => {
        counts['door-faults'] = 1;
      },
    }),
  },
  {
    what: 'a function cannot start: its code throws while it is loaded',
    ...{ alarm: 'functions-crashing', within: 20 },
    plant: () => ({
      happen: ({ alive, counts }) => {
        alive.workers = false;
        counts.crashes = 1;
      },
    }),
  },
  {
    what: 'a message is given back until it lands among the dead letters',
    ...{ alarm: 'dead-letters', within: 10 },
    plant: () => ({
      happen: ({ counts }) => {
        counts['dead-letters'] = 1;
      },
    }),
  },
  {
    what: 'the execution of one target fails while the others are compared',
    ...{ alarm: 'daily-failed', within: 65 },
    plant: () => ({
      happen: ({ counts }) => {
        counts['failed-runs'] = 1;
      },
    }),
  },
];
