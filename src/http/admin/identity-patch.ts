import { isDeepStrictEqual } from 'node:util';
import { applyPatch, type Operation as Rfc6902Operation } from 'rfc6902';
import { badRequest, type StingError } from '../../kernel/errors.ts';
import type { Operation } from './identity-shapes.ts';

/** What a patch may write; everything else of an identity is made by the server, or has a route of its own. */
const writable = [
  'schema_id',
  'state',
  'traits',
  'metadata_public',
  'metadata_admin',
  'external_id',
  'verifiable_addresses',
];

const largestDocument = 256 * 1024;
const deepest = 20;
const inherited = ['__proto__', 'constructor', 'prototype'];

const refuse = (index: number, problem: string): StingError =>
  badRequest('invalid_patch', `Operation ${index} of the patch ${problem}.`);

/**
 * Applies an RFC 6902 patch to a document of JSON, in place and all or nothing for the caller, who drops the document when
 * it throws `invalid_patch` (400). Every path is walked along own members first: the library follows inherited ones, by
 * which a patch could reach what all objects share.
 */
export function patchDocument(document: Record<string, unknown>, operations: readonly Operation[]): void {
  for (const [index, operation] of operations.entries()) {
    const { op, path, from, value } = operation;
    const fail = (problem: string) => refuse(index, problem);
    if (op === 'move' || op === 'copy') {
      if (from === undefined) throw fail('has no “from”');
      locate(document, from, fail, { existing: true, writes: op === 'move' });
    }
    if ((op === 'add' || op === 'replace' || op === 'test') && !Object.hasOwn(operation, 'value')) {
      throw fail('has no “value”');
    }
    if (/"__proto__":/.test(JSON.stringify(value ?? null))) throw fail('has a value with a reserved name in it');
    const found = locate(document, path, fail, {
      existing: op !== 'add' && op !== 'move' && op !== 'copy',
      writes: op !== 'test',
    });
    if (op === 'test') {
      if (!isDeepStrictEqual(found, value)) throw fail('tests for another value');
      continue;
    }
    const [error] = applyPatch(document, [operation as Rfc6902Operation]);
    if (error) throw fail('cannot be applied');
    // A copy can double a document each time.
    const text = JSON.stringify(document);
    if (text.length > largestDocument || depth(document) > deepest) throw fail('makes the identity too large');
  }
}

/** The value at a pointer (RFC 6901), whose parent has to be there. */
function locate(
  document: unknown,
  pointer: string,
  fail: (problem: string) => StingError,
  { existing, writes }: { existing: boolean; writes: boolean },
): unknown {
  const [root, ...steps] = pointer.split('/').map((step) => step.replaceAll('~1', '/').replaceAll('~0', '~'));
  if (root !== '' || steps.length === 0 || steps.length > deepest) throw fail('has a path that names nothing');
  if (steps.some((step) => inherited.includes(step))) throw fail('has a path with a reserved name in it');
  if (writes && !writable.includes(steps[0]!)) throw fail(`may not change /${steps[0]!.slice(0, 60)}`);
  let value = document;
  for (const [index, step] of steps.entries()) {
    const last = index === steps.length - 1;
    if (typeof value !== 'object' || value === null) throw fail('has a path that leads nowhere');
    const optional = last && !existing;
    if (Array.isArray(value)) {
      const appended = optional && (step === '-' || step === String(value.length));
      if (!appended && !(/^(?:0|[1-9]\d{0,8})$/.test(step) && Number(step) < value.length)) {
        throw fail('has a path that leads nowhere');
      }
    } else if (!optional && !Object.hasOwn(value, step)) throw fail('has a path that leads nowhere');
    value = Object.hasOwn(value, step) ? (value as Record<string, unknown>)[step] : undefined;
  }
  return value;
}

function depth(value: unknown): number {
  if (typeof value !== 'object' || value === null) return 0;
  return Object.values(value).reduce((most, member) => Math.max(most, 1 + depth(member)), 1);
}
