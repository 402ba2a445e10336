import { closeSync, fchmodSync, fstatSync, fsyncSync, ftruncateSync, openSync, readFileSync, writeSync } from 'node:fs';
import { OperatorError } from '../kernel/errors.ts';

/** A statement, kept outside the database, that the chain once had this hash at this place. */
export interface Checkpoint {
  /** RFC 3339. */
  time: string;
  node: string;
  sequence: number;
  hash: string;
}

/**
 * Adds one line to the checkpoint file (mode 0600) and waits until it is on the disk.
 * A line without its end was cut off by a crash and never counted; it goes.
 */
export function appendCheckpoint(file: string, { time, node, sequence, hash }: Checkpoint): void {
  const descriptor = openSync(file, 'a+', 0o600);
  try {
    fchmodSync(descriptor, 0o600);
    const whole = readFileSync(descriptor).lastIndexOf('\n') + 1;
    if (whole < fstatSync(descriptor).size) ftruncateSync(descriptor, whole);
    writeSync(descriptor, `${JSON.stringify({ time, node, sequence, hash })}\n`);
    fsyncSync(descriptor);
  } finally {
    closeSync(descriptor);
  }
}

/** The checkpoints in the order of the chain; none without a file. Throws when a line is not a checkpoint. */
export function readCheckpoints(file: string): Checkpoint[] {
  let text: string;
  try {
    text = readFileSync(file, 'utf8');
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return [];
    throw error;
  }
  const lines = text.split('\n').slice(0, -1);
  return lines.map((line, index) => parse(line, `${file}, line ${index + 1}`)).sort((a, b) => a.sequence - b.sequence);
}

function parse(line: string, where: string): Checkpoint {
  let value: Partial<Checkpoint> | null;
  try {
    value = JSON.parse(line);
  } catch (cause) {
    throw new OperatorError(`${where}: not a checkpoint`, { cause });
  }
  const { time, node, sequence, hash } = value ?? {};
  const texts = typeof time === 'string' && typeof node === 'string' && typeof hash === 'string';
  if (!texts || !Number.isSafeInteger(sequence) || sequence! < 1) throw new OperatorError(`${where}: not a checkpoint`);
  return { time, node, sequence: sequence!, hash };
}
