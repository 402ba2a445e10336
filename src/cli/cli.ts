import { Command, InvalidArgumentError } from 'commander';
import type { ConfigKey } from '../config/config.ts';

export { reportDoctor, reportVerification } from './report.ts';

/** Options that every command takes. */
export interface CommonOptions {
  config?: string;
  data?: string;
  json?: boolean;
}

/** What the command line can ask for; main.ts supplies it over a composed application. */
export interface Commands {
  serve(flags: Partial<Record<ConfigKey, unknown>>, options: CommonOptions): Promise<void>;
  init(options: CommonOptions): Promise<void>;
  doctor(options: CommonOptions): Promise<void>;
  verifyAudit(options: CommonOptions): Promise<void>;
  recoverOwner(options: CommonOptions): Promise<void>;
}

function portNumber(text: string): number {
  const port = Number(text);
  if (!Number.isInteger(port) || port < 0 || port > 65535) throw new InvalidArgumentError('A port is 0 to 65535.');
  return port;
}

/** The command line. Wrong usage ends with exit code 2 and says what would be right. */
export function program(version: string, commands: Commands): Command {
  const sting = new Command('sting')
    .description('Passkey-first identity and access for self-hosted applications.')
    .version(version)
    .showHelpAfterError()
    .exitOverride((error) => process.exit(error.exitCode === 0 ? 0 : 2));

  const command = (parent: Command, name: string, description: string) =>
    parent
      .command(name)
      .description(description)
      .option('--config <file>', 'configuration file (YAML); without one it is development mode')
      .option('--data <folder>', 'data folder');

  command(sting, 'serve', 'Serve sign-in, the API, the pages and the console.')
    .option('--public-port <port>', 'port of the public listener', portNumber)
    .option('--admin-port <port>', 'port of the admin listener', portNumber)
    .action(({ publicPort, adminPort, ...options }) =>
      commands.serve(
        {
          ...(publicPort === undefined ? {} : { 'serve.public.port': publicPort }),
          ...(adminPort === undefined ? {} : { 'serve.admin.port': adminPort }),
        },
        options,
      ),
    );

  command(sting, 'init', 'Prepare the data folder and print the one-time set-up URL.').action(commands.init);
  command(sting, 'doctor', 'Check the configuration, the database and the audit chain.')
    .option('--json', 'machine-readable')
    .action(commands.doctor);
  command(
    sting,
    'recover-owner',
    'Print a one-time URL that lets somebody at this machine become an owner again.',
  ).action(commands.recoverOwner);

  const audit = sting.command('audit').description('The audit chain.');
  command(
    audit,
    'verify',
    'Check every event of the chain; names the first row that was changed, removed or reordered.',
  )
    .option('--json', 'machine-readable')
    .action(commands.verifyAudit);
  return sting;
}
