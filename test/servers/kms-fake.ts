// AWS KMS as its API reference describes the six actions that Frontdesk calls. Written from that page, so it proves our side only;
// what an emulator makes of them is seen in test/infra/emulated.
import {
  createCipheriv,
  createDecipheriv,
  generateKeyPairSync,
  type KeyPairKeyObjectResult,
  randomBytes,
} from 'node:crypto';
import { AwsFault, type Emulator, serveAwsJson } from '../../infra/local/emulators/aws-json-server.ts';
import { signDigest } from './ecdsa-digest.ts';

interface Request {
  readonly KeyId?: string;
  readonly Plaintext?: string;
  readonly CiphertextBlob?: string;
  readonly EncryptionContext?: { readonly [name: string]: string };
  readonly Message?: string;
  readonly MessageType?: string;
  readonly SigningAlgorithm?: string;
}

export type KmsFake = Emulator & { readonly asked: readonly { readonly action: string; readonly body: Request }[] };

type Actions = { readonly [action: string]: (request: Request) => object };

/** One symmetric key, `master`; every other id is a signing key (of the given curve) from its first use on. `asked` tells what came in. */
export async function startKmsFake(namedCurve = 'prime256v1'): Promise<KmsFake> {
  const asked: { action: string; body: Request }[] = [];
  const actions = { ...wrapping(), ...signing(namedCurve) };
  const emulator = await serveAwsJson({
    contentType: 'application/x-amz-json-1.1',
    answer: async (action, body) => {
      asked.push({ action, body: body as Request });
      const found = actions[action];
      if (!found) throw new AwsFault('UnknownOperationException', action);
      return found(body as Request);
    },
  });
  return { ...emulator, asked };
}

function wrapping(): Actions {
  const master = randomBytes(32);
  return {
    Encrypt: ({ Plaintext = '', EncryptionContext = {} }) => {
      const nonce = randomBytes(12);
      const cipher = createCipheriv('aes-256-gcm', master, nonce).setAAD(
        Buffer.from(JSON.stringify(EncryptionContext)),
      );
      const sealed = Buffer.concat([cipher.update(Buffer.from(Plaintext, 'base64')), cipher.final()]);
      return { CiphertextBlob: Buffer.concat([nonce, cipher.getAuthTag(), sealed]).toString('base64') };
    },
    Decrypt: ({ CiphertextBlob = '', EncryptionContext = {} }) => {
      const blob = Buffer.from(CiphertextBlob, 'base64');
      const decipher = createDecipheriv('aes-256-gcm', master, blob.subarray(0, 12));
      decipher.setAAD(Buffer.from(JSON.stringify(EncryptionContext))).setAuthTag(blob.subarray(12, 28));
      try {
        const opened = Buffer.concat([decipher.update(blob.subarray(28)), decipher.final()]);
        return { Plaintext: opened.toString('base64') };
      } catch {
        throw new AwsFault('InvalidCiphertextException', '');
      }
    },
  };
}

interface SigningPair extends KeyPairKeyObjectResult {
  isEnabled: boolean;
  /** Seconds since the epoch. */
  readonly madeAt: number;
}

function signing(namedCurve: string): Actions {
  const pairs = new Map<string, SigningPair>();
  const pairOf = (id = ''): SigningPair => {
    const made = generateKeyPairSync('ec', { namedCurve });
    const pair = pairs.get(id) ?? { ...made, isEnabled: true, madeAt: Date.now() / 1000 };
    pairs.set(id, pair);
    return pair;
  };
  const enabled = (id: string | undefined): SigningPair => {
    const pair = pairOf(id);
    if (!pair.isEnabled) throw new AwsFault('DisabledException', `${id} is disabled.`);
    return pair;
  };
  return {
    DescribeKey: ({ KeyId }) => {
      const { isEnabled, madeAt } = pairOf(KeyId);
      return { KeyMetadata: { KeyId, Enabled: isEnabled, CreationDate: madeAt } };
    },
    DisableKey: ({ KeyId }) => {
      pairOf(KeyId).isEnabled = false;
      return {};
    },
    GetPublicKey: ({ KeyId }) => ({
      PublicKey: enabled(KeyId).publicKey.export({ type: 'spki', format: 'der' }).toString('base64'),
      KeyUsage: 'SIGN_VERIFY',
    }),
    Sign: ({ KeyId, Message = '', MessageType, SigningAlgorithm }) => {
      const digest = Buffer.from(Message, 'base64');
      if (MessageType !== 'DIGEST' || digest.length !== 32 || SigningAlgorithm !== 'ECDSA_SHA_256')
        throw new AwsFault('ValidationException', 'the digest is not of the algorithm');
      return { Signature: signDigest(digest, enabled(KeyId).privateKey).toString('base64') };
    },
  };
}
