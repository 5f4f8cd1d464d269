// Every minute: the audit log's new rows under a signed head.
import { createHash } from 'node:crypto';
import { scheduled } from '../shared/lambda/scheduled.ts';
import { seal } from '../shared/steps/seal.ts';
import { wired } from '../shared/wire.ts';

const sha256 = (bytes: Uint8Array) => createHash('sha256').update(bytes).digest();

export const handler = scheduled(wired((ports) => seal({ ...ports, sha256 })));
