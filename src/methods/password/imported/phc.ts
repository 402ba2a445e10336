/** A hash in the PHC string format: `$pbkdf2-sha256$i=1000$salt$hash`, as the password hashing competition wrote it. */
export interface Phc {
  id: string;
  version: number | null;
  /** The numbers among the parameters, by name. */
  parameters: Record<string, number>;
  salt: Buffer;
  hash: Buffer;
}

const pattern =
  /^\$(?<id>[a-z0-9-]{1,32})(?:\$v=(?<version>\d{1,3}))?\$(?<parameters>[a-z]+=\d{1,10}(?:,[a-z]+=\d{1,10})*)\$(?<salt>[\w+/.-]+={0,2})\$(?<hash>[\w+/.-]+={0,2})$/;

/** Reads a PHC string; null when it is none. Base64 is taken with and without padding: products differ. */
export function parsePhc(text: string): Phc | null {
  const { id, version, parameters, salt, hash } = pattern.exec(text)?.groups ?? {};
  if (id === undefined) return null;
  return {
    id,
    version: version === undefined ? null : Number(version),
    parameters: Object.fromEntries(
      parameters!.split(',').map((parameter) => {
        const [name, value] = parameter.split('=');
        return [name!, Number(value)];
      }),
    ),
    salt: bytes(salt!),
    hash: bytes(hash!),
  };
}

/** passlib writes `.` where base64 has `+`. */
const bytes = (text: string) => Buffer.from(text.replaceAll('.', '+'), 'base64');
