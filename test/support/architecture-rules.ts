import { posix } from 'node:path';
import { isTest, type Source } from './sources.ts';

/** The modules in their order: a file imports only from modules of a lower rank, and from its own. */
export const ranks: Record<string, number> = {
  kernel: 0,
  config: 1,
  store: 1,
  keyring: 2,
  audit: 3,
  assurance: 3,
  courier: 4,
  hooks: 4,
  identity: 4,
  webauthn: 4,
  sessions: 5,
  access: 6,
  'api-keys': 6,
  invitations: 6,
  notices: 6,
  'sign-ins': 6,
  methods: 6,
  applications: 7,
  'break-glass': 7,
  flows: 7,
  'forward-auth': 7,
  jars: 7,
  posture: 7,
  kratos: 7,
  pages: 8,
  http: 9,
  cli: 9,
  'settings.ts': 10,
  'failure-events.ts': 10,
  'open-folder.ts': 10,
  'compose-access.ts': 11,
  'compose-methods.ts': 11,
  'compose.ts': 12,
  'commands.ts': 13,
  'main.ts': 14,
};

/** What outsiders may import: the file that bears its folder's name, and these. */
const doors = [
  /\/([^/]+)\/\1\.ts$/,
  /^src\/(?:settings|failure-events|open-folder|compose-access|compose-methods|compose|commands)\.ts$/,
  /^src\/kernel\//,
  // The helpers of every module that stores.
  /^src\/store\/(?:prepared|last-used)\.ts$/,
  // Types and pure rules; the tables stay inside.
  /^src\/assurance\/(?!store\.ts)/,
  /^src\/audit\/events\.ts$/,
  // The interface that every method fulfils, its nodes, the table of message ids and the rule of the last way in.
  /^src\/methods\/(?:strategy|messages|ui|ways-in|possible)\.ts$/,
  // For secrets that are no method of proof.
  /^src\/methods\/hashing\/slow-hash\.ts$/,
];

/** One thing that has one owner: where `code`, an imported `module` or a whole `string` like this may stand. */
interface Ownership {
  what: string;
  code?: RegExp;
  module?: RegExp;
  string?: RegExp;
  owner: RegExp;
}

export const ownerships: Ownership[] = [
  { what: 'the environment', code: /\bprocess\s*\.\s*env\b/, owner: /^src\/config\// },
  {
    what: 'the wall clock',
    code: /\bDate\s*\.\s*now\b|\bnew\s+Date\s*(?:\(\s*\)|[^\w\s(])|\bperformance\s*\.\s*now\b|\bhrtime\b|\bTemporal\s*\.\s*Now\b/,
    owner: /^src\/kernel\/clock\.ts$/,
  },
  {
    what: 'randomness',
    code: /\b(?:randomBytes|randomFill|randomFillSync|randomInt|randomUUID|getRandomValues)\b|\bMath\s*\.\s*random\b/,
    owner: /^src\/kernel\/secrets\.ts$/,
  },
  { what: 'SMTP', module: /^nodemailer/, owner: /^src\/courier\/smtp(?:-outcome)?\.ts$/ },
  { what: 'outbound HTTP', code: /(?<![.\w])fetch\s*\(/, owner: /^src\/kernel\/http-client\.ts$/ },
  {
    what: 'network sockets',
    module: /^(?:node:(?:http|https|http2|net|tls|dgram)|undici)$/,
    owner: /^src\/(?:http\/|kernel\/http-client\.ts$)/,
  },
  {
    what: 'SQL',
    module: /^kysely(?:\/|$)/,
    code: /\.\s*(?:selectFrom|insertInto|replaceInto|updateTable|deleteFrom|mergeInto)\s*\(/,
    owner: /^src\/(?:store\/|.+\/store\.ts$)/,
  },
  { what: 'SQLite', module: /^node:sqlite$/, owner: /^src\/store\// },
  { what: '@simplewebauthn/server', module: /^@simplewebauthn\//, owner: /^src\/webauthn\/ceremony\.ts$/ },
  { what: 'Cedar', module: /^@cedar-policy\//, owner: /^src\/access\/cedar\.ts$/ },
  { what: 'Fastify', module: /^(?:fastify|@fastify\/.+)$/, owner: /^src\/http\// },
  {
    what: 'the name of the session cookie',
    string: /(?:^|__(?:Host|Secure)-)(?:ory_kratos_session|sting_session)/,
    owner: /^src\/sessions\/cookie\.ts$/,
  },
  { what: 'the name of the device cookie', string: /sting_device$/, owner: /^src\/sign-ins\/device\.ts$/ },
  { what: 'the name of the forward-auth cookie', string: /sting_forward$/, owner: /^src\/forward-auth\/cookie\.ts$/ },
  {
    // Everybody else asks `reaches` or `unmet`. Levels are named where a requirement is stated, in wire formats, and where
    // a login flow is told which level is asked for (`aal`, `requested_aal`).
    what: 'the names of the levels',
    string: /^aal[0-3]$/,
    owner:
      /^src\/(?:assurance\/|config\/schema\.ts$|config\/schema\/(?:account|forward-auth)\.ts$|config\/profiles\/|settings\.ts$|http\/|.+\/wire\.ts$|access\/(?:ladder|requirements?)\.ts$|flows\/(?:freshness|login|second-proof)\.ts$|pages\/heading\.ts$)/,
  },
];

/** Files of data that may be longer than 300 lines, and why. */
const longFiles: Record<string, string> = {
  'src/pages/texts/en.ts': 'a table: every sentence on the screen, side by side for the translator',
};

const moduleOf = (path: string): string => path.split('/')[1]!;

/** What breaks the rules of the house, one sentence each. */
export type Rule = (sources: readonly Source[]) => string[];

const product = (sources: readonly Source[]) => sources.filter((file) => !isTest(file));

export const downwardImports: Rule = (sources) =>
  product(sources).flatMap(({ path, imports }) => {
    const from = moduleOf(path);
    if (ranks[from] === undefined) return [`${path}: the module ${from} has no rank`];
    return imports.flatMap((one) => {
      if (one.path === null) return [];
      if (!one.path.startsWith('src/')) return [`${path} imports ${one.path}, which is not part of the product`];
      const to = moduleOf(one.path);
      if (to === from || ranks[to]! < ranks[from]!) return [];
      return [`${path} (rank ${ranks[from]}) imports ${one.path} (rank ${ranks[to] ?? 'unknown'})`];
    });
  });

export const doorsOnly: Rule = (sources) =>
  product(sources).flatMap(({ path, imports }) =>
    imports.flatMap((one) => {
      if (one.path === null || moduleOf(one.path) === moduleOf(path)) return [];
      const isDoor = doors.some((door) => door.test(one.path!));
      return isDoor ? [] : [`${path} imports ${one.path}, which is not a door`];
    }),
  );

export const singleOwners: Rule = (sources) =>
  product(sources).flatMap(({ path, code, strings, imports }) =>
    ownerships.flatMap(({ what, owner, ...found }) => {
      if (owner.test(path)) return [];
      const there =
        found.code?.test(code) ||
        strings.some((text) => found.string?.test(text)) ||
        imports.some(({ specifier }) => found.module?.test(specifier));
      return there ? [`${path} uses ${what}, which belongs to ${owner.source.replaceAll('\\', '')}`] : [];
    }),
  );

/** A table is declared by one module, and only in its `store.ts`. */
export const oneOwnerPerTable: Rule = (sources) => {
  const owners = new Map<string, string>();
  return product(sources).flatMap(({ path, code }) => {
    const body = /\binterface\s+Tables\s*\{([^}]*)\}/.exec(code)?.[1] ?? '';
    return [...body.matchAll(/^\s*(\w+)\s*:/gm)].flatMap(([, table]) => {
      const other = owners.get(table!);
      owners.set(table!, path);
      if (other !== undefined) return [`${path} declares the table ${table}, which belongs to ${other}`];
      return posix.basename(path) === 'store.ts' ? [] : [`${path} declares the table ${table} outside of a store.ts`];
    });
  });
};

export const fileNames: Rule = (sources) =>
  sources.flatMap(({ path }) => {
    const name = posix.basename(path).replace(/(\.test)?\.ts$/, '');
    if (!/^[a-z0-9]+(-[a-z0-9]+)*$/.test(name)) return [`${path} is not named in lower-case words with hyphens`];
    const word = name.split('-').find((part) => /^(?:old|new|v\d+|final|fixed|simple|enhanced)$/.test(part));
    return word ? [`${path} is named "${word}": name what it does, and remove what it replaces`] : [];
  });

export const shortFiles: Rule = (sources) =>
  product(sources)
    .filter(({ path, lines }) => lines > 300 && !Object.hasOwn(longFiles, path))
    .map(({ path, lines }) => `${path} has ${lines} lines: split it by noun`);

/** A module has one door with named exports; nothing is passed through wholesale. */
export const noBarrels: Rule = (sources) =>
  product(sources)
    .filter(({ code }) => /\bexport\s*\*/.test(code))
    .map(({ path }) => `${path} exports another file as a whole`);

interface Manifest {
  dependencies: Record<string, string>;
  devDependencies: Record<string, string>;
}

/** Every package that is imported is declared; the product itself works without the development dependencies. */
export const declaredPackages =
  ({ dependencies, devDependencies }: Manifest): Rule =>
  (sources) =>
    sources.flatMap((file) =>
      file.imports.flatMap(({ specifier, path }) => {
        if (path !== null || specifier.startsWith('node:')) return [];
        const name = specifier
          .split('/')
          .slice(0, specifier.startsWith('@') ? 2 : 1)
          .join('/');
        if (Object.hasOwn(dependencies, name)) return [];
        const forDevelopment = isTest(file) || !file.path.startsWith('src/');
        if (forDevelopment && Object.hasOwn(devDependencies, name)) return [];
        return [`${file.path} imports ${name}, which is not among the dependencies`];
      }),
    );
