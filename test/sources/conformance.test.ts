// Every source, held to every law.
import { holdToFileLaws } from './file-laws.ts';
import { sourceLaws } from './laws.ts';
import { bambooWorld } from './worlds/bamboohr.ts';
import { csvWorld } from './worlds/csv.ts';
import { oktaWorld } from './worlds/okta.ts';
import { publicKeyWorld, standardWorld, svixWorld } from './worlds/standard.ts';

sourceLaws('Standard Webhooks with a shared secret', standardWorld);
sourceLaws('Standard Webhooks with a public key', publicKeyWorld);
sourceLaws('Standard Webhooks with svix headers', svixWorld);
sourceLaws('BambooHR', bambooWorld);
sourceLaws('Okta', oktaWorld);
holdToFileLaws('CSV', csvWorld);
