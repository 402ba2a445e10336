import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { program } from './cli/cli.ts';
import { OperatorError } from './kernel/errors.ts';

const { version } = JSON.parse(readFileSync(join(import.meta.dirname, '../package.json'), 'utf8')) as {
  version: string;
};

/** Loaded when a command runs: help and wrong usage are answered without the rest of the house. */
const commands = async () => (await import('./commands.ts')).createCommands(version);

// What is written belongs to this user alone: the database, its checkpoints, the tokens.
process.umask(0o077);
try {
  await program(version, {
    serve: async (...given) => (await commands()).serve(...given),
    init: async (...given) => (await commands()).init(...given),
    doctor: async (...given) => (await commands()).doctor(...given),
    verifyAudit: async (...given) => (await commands()).verifyAudit(...given),
    recoverOwner: async (...given) => (await commands()).recoverOwner(...given),
    testPolicies: async (...given) => (await commands()).testPolicies(...given),
  }).parseAsync();
} catch (error) {
  const { unusable } = await import('./store/store.ts');
  const reason = unusable(error);
  if (!(error instanceof OperatorError) && reason === null) throw error;
  console.error(error instanceof OperatorError ? error.message : `The database ${reason}`);
  process.exitCode = 1;
}
