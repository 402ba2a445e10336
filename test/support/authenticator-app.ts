import { generateSync } from 'otplib';

/** The code that an authenticator app shows at `at` (milliseconds). */
export function appCode(secret: string, at: number): string {
  return generateSync({ secret, epoch: Math.floor(at / 1000) });
}

/** Six digits that are no code around `at`. */
export function wrongCode(secret: string, at: number): string {
  const near = new Set([-30_000, 0, 30_000].map((offset) => appCode(secret, at + offset)));
  return ['000000', '000001', '000002', '000003'].find((code) => !near.has(code))!;
}
