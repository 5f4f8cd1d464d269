// AWS KMS as its API reference describes the four actions that Frontdesk calls. Written from that page, so it proves our side only.
import { createCipheriv, createDecipheriv, generateKeyPairSync, randomBytes } from 'node:crypto';
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

/** Two keys: `master` (symmetric) and `signing` (of the given curve). `asked` tells what came in. */
export async function startKmsFake(namedCurve = 'prime256v1'): Promise<KmsFake> {
  const master = randomBytes(32);
  const pair = generateKeyPairSync('ec', { namedCurve });
  const asked: { action: string; body: Request }[] = [];
  const actions: { readonly [action: string]: (request: Request) => object } = {
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
    GetPublicKey: () => ({
      PublicKey: pair.publicKey.export({ type: 'spki', format: 'der' }).toString('base64'),
      KeyUsage: 'SIGN_VERIFY',
    }),
    Sign: ({ Message = '', MessageType, SigningAlgorithm }) => {
      const digest = Buffer.from(Message, 'base64');
      if (MessageType !== 'DIGEST' || digest.length !== 32 || SigningAlgorithm !== 'ECDSA_SHA_256')
        throw new AwsFault('ValidationException', 'the digest is not of the algorithm');
      return { Signature: signDigest(digest, pair.privateKey).toString('base64') };
    },
  };
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
