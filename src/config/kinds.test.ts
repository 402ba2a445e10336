import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { isHost, isNetwork } from './hosts.ts';
import { duration, flag, integer, type Kind, listOf, oneOf, text, url } from './kinds.ts';

type Good = [raw: unknown, value?: unknown];

interface Case {
  // biome-ignore lint/suspicious/noExplicitAny: a table of kinds of different values
  kind: Kind<any>;
  /** What is read, and as what when that differs. */
  good: Good[];
  bad: [problem: RegExp, ...raws: unknown[]][];
}

const nothing = [undefined, null, {}, Number.NaN];

const cases: Record<string, Case> = {
  text: {
    kind: text('a folder'),
    good: [['./data'], ['/var/lib/sting data'], ['日本']],
    bad: [
      [/^must be a folder$/, '', ' ', ' x', 'x ', 'a\nb', 'a\u0000b', 7, true, ['x'], ...nothing],
      [/placeholder/, 'change-me', 'changeme', 'PLEASE-CHANGE-ME-I-AM-VERY-INSECURE', 'change_it', '<folder>'],
      // biome-ignore lint/suspicious/noTemplateCurlyInString: a variable that nobody filled in
      [/placeholder/, '${DATA}', '{{ data }}', 'TODO', 'your-domain', 'xxx'],
    ],
  },
  'text that fits': {
    kind: text('an address', isHost),
    good: [['127.0.0.1'], ['::1'], ['localhost'], ['login.example.com']],
    bad: [[/^must be an address$/, 'https://example.com', 'a:80', '256.0.0.1', '1.2.3', 'a_b', '-a', 'a..b']],
  },
  'list of networks': {
    kind: listOf(text('a network', isNetwork)),
    good: [[['10.0.0.0/8', '2001:db8::/32', '192.0.2.7']], ['10.0.0.0/0, ::1', ['10.0.0.0/0', '::1']], [[], []]],
    bad: [
      [
        /^has an entry \(number 2\) that must be a network$/,
        ['10.0.0.1', '10.0.0.0/33'],
        '10.0.0.1,',
        ['::1', 'proxy'],
      ],
      [/^has an entry \(number 1\) that must be a network$/, ['::1/129'], ['10.0.0.0/8/8'], ['10.0.0.0/-1'], [null]],
      [/^must be a list$/, 7, true, ...nothing],
    ],
  },
  flag: {
    kind: flag(),
    good: [[true], [false], ['true', true], ['false', false]],
    bad: [[/^must be true or false$/, 'yes', 'TRUE', 1, 0, '', ...nothing]],
  },
  choice: {
    kind: oneOf('open', 'closed'),
    good: [['open'], ['closed']],
    bad: [[/^must be one of open, closed$/, 'Open', '', 'open ', 'toString', true, ...nothing]],
  },
  integer: {
    kind: integer(10, 20),
    good: [[10], [20], ['10', 10], ['020', 20]],
    bad: [
      [/^must be a whole number from 10 to 20$/, 9, 21, '9', '21', 10.5, '10.5', '1e1', '0x0f', '', true, ...nothing],
    ],
  },
  duration: {
    kind: duration('1m', '1h30m'),
    good: [
      ['1m', 60],
      ['60s', 60],
      ['1h30m', 5400],
      ['1.5h', 5400],
      ['60000ms', 60],
    ],
    bad: [
      [/^must be a duration from 1m to 1h30m, such as 1h30m$/, '59s', '1h30m1s', '59999ms', '1d'],
      [/^must be a duration/, '', '5', 300, 'm', '-5m', '5 m', '5M', '5min', '1h-1m', ...nothing],
    ],
  },
  url: {
    kind: url(),
    good: [
      ['https://login.example.com'],
      ['http://localhost:4433'],
      ['https://example.com/a/', 'https://example.com/a'],
      ['https://example.com///', 'https://example.com'],
    ],
    bad: [
      [/^must be an absolute/, 'example.com', '/login', 'ftp://example.com', 'javascript:alert(1)', 'https://'],
      [/^must be an absolute/, ' https://a.example', 'https://a.example\n', '', 7, ...nothing],
      [/^must not hold a user name or password$/, 'https://alice@example.com', 'https://alice:secret@example.com'],
      [/^must have neither/, 'https://example.com?a=1', 'https://example.com/#a', 'https://example.com/?'],
      [/placeholder/, 'https://change-me.example.com'],
    ],
  },
};

for (const [name, { kind, good, bad }] of Object.entries(cases)) {
  describe(name, () => {
    for (const [raw, value = raw] of good) {
      it(`takes ${JSON.stringify(raw)}`, () => {
        assert.deepEqual(kind.read(raw), { value });
        assert.deepEqual(kind.read(kind.write(value)), { value }, 'as it is written');
      });
    }
    for (const [problem, ...raws] of bad) {
      for (const raw of raws) {
        it(`refuses ${JSON.stringify(raw)}`, () => {
          const result = kind.read(raw) as { problem: string };
          assert.match(result.problem, problem);
          assert.ok(typeof raw !== 'string' || raw.length < 3 || !result.problem.includes(raw), 'repeats the value');
        });
      }
    }
  });
}
