import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import { bothAnswer, bothEvaluate, type Policies, policyOf, schemaOf } from '../../../test/support/reference.ts';
import type { EngineRequest } from '../cedar.ts';

const schema = schemaOf('entity User; entity Jar; action read appliesTo { principal: User, resource: Jar };');
const request: EngineRequest = {
  principal: { type: 'User', id: 'bob', attributes: {}, parents: [] },
  action: 'read',
  resource: { type: 'Jar', id: 'j1', attributes: {}, parents: [] },
  context: {},
};

const holds = [
  'ip("10.0.0.1") == ip("10.0.0.1/32")',
  'ip("10.1.2.3").isInRange(ip("10.0.0.0/8"))',
  'ip("10.1.2.3/16").isInRange(ip("10.9.9.9/8"))',
  'ip("255.255.255.255").isInRange(ip("0.0.0.0/0"))',
  'ip("2001:db8::1").isInRange(ip("2001:db8::/32"))',
  'ip("1.2.3.4").isIpv4() && ip("::1").isIpv6()',
  'ip("1:2:3:4:5:6:7::") == ip("1:2:3:4:5:6:7:0")',
  'ip("127.0.0.1/8").isLoopback() && ip("::1").isLoopback()',
  'ip("224.0.0.0/4").isMulticast() && ip("ff02::1").isMulticast()',
  'decimal("1.0") == decimal("1.0000")',
  'decimal("-0.5").lessThan(decimal("0.0"))',
  'decimal("-1.5").greaterThanOrEqual(decimal("-1.5"))',
  'decimal("922337203685477.5807").greaterThan(decimal("922337203685477.5806"))',
  'decimal("1.1").lessThanOrEqual(decimal("1.10"))',
  'datetime("2024-02-29") < datetime("2024-03-01")',
  'datetime("2024-01-01T00:00:00-2359") == datetime("2024-01-01T23:59:00.000Z")',
  'datetime("0000-01-01") < datetime("9999-12-31T23:59:59.999Z")',
  'datetime("2024-01-31").offset(duration("1d")) == datetime("2024-02-01")',
  'datetime("2024-01-02").durationSince(datetime("2024-01-01")) == duration("24h")',
  'datetime("1969-12-31T01:00:00Z").toTime() == duration("1h")',
  'datetime("1969-12-31T01:00:00Z").toDate() == datetime("1969-12-31")',
  'duration("-1d2h3m4s5ms").toMilliseconds() == -93784005',
  'duration("-25h").toDays() == -1 && duration("119s").toMinutes() == 1',
  'duration("-9223372036854775808ms") <= duration("9223372036854775807ms")',
];

const fails = [
  'ip("10.0.0.1/24") == ip("10.0.0.0/24")',
  'ip("10.0.0.0/7").isInRange(ip("10.0.0.0/8"))',
  'ip("::ffff:102:304") == ip("1.2.3.4")',
  'ip("::1").isInRange(ip("0.0.0.0/0"))',
  'ip("127.0.0.1/7").isLoopback() || ip("::1/64").isLoopback()',
  'ip("224.0.0.0/3").isMulticast()',
  'ip("1.1.1.1") == "1.1.1.1"',
  'decimal("1.0") == 1',
  'duration("1s") == datetime("1970-01-01T00:00:01Z")',
];

const errs = [
  'ip("1.2.3.4/08").isIpv4()',
  'ip("1.2.3.4/33").isIpv4()',
  'ip("1.2.3.4/").isIpv4()',
  'ip("1.2.3.4/8/8").isIpv4()',
  'ip("01.2.3.4").isIpv4()',
  'ip("::ffff:1.2.3.4").isIpv6()',
  'ip("1:2:3:4:5:6:7::8").isIpv6()',
  'ip("::1::").isIpv6()',
  'ip("fe80::1%1").isIpv6()',
  'ip("::/129").isIpv6()',
  'ip("").isIpv4()',
  '"1.1.1.1".isIpv4()',
  'ip("1.1.1.1").isInRange("1.1.1.1")',
  'decimal("1") == decimal("1.0")',
  'decimal("1.00000") == decimal("1.0")',
  'decimal("922337203685477.5808") == decimal("1.0")',
  'decimal("+1.0") == decimal("1.0")',
  'decimal("1.0").lessThan(1)',
  'datetime("2023-02-29") == datetime("2023-02-28")',
  'datetime("2024-01-01T24:00:00Z") == datetime("2024-01-02")',
  'datetime("2024-01-01T23:59:60Z") == datetime("2024-01-02")',
  'datetime("2024-01-01T00:00:00+2400") == datetime("2024-01-01")',
  'datetime("2024-01-01T00:00:00-0060") == datetime("2024-01-01")',
  'datetime("2024-01-01T00:00:00.5Z") == datetime("2024-01-01")',
  'datetime("2024-01-01T00:00:00") == datetime("2024-01-01")',
  'datetime("2024-01-01").offset(1) == datetime("2024-01-01")',
  'datetime("1970-01-01").offset(duration("-9223372036854775808ms")).toDate() < datetime("1970-01-01")',
  'duration("") == duration("0ms")',
  'duration("-") == duration("0ms")',
  'duration("1h1d") == duration("25h")',
  'duration("9223372036854775808ms") == duration("0ms")',
  'duration("106751991168d") == duration("0ms")',
];

describe('addresses, decimals, moments and durations', () => {
  for (const condition of holds) {
    it(`${condition} holds`, () => assert.equal(bothEvaluate(schema, condition, request), true));
  }
  for (const condition of fails) {
    it(`${condition} does not hold`, () => assert.equal(bothEvaluate(schema, condition, request), false));
  }
  for (const condition of errs) {
    it(`${condition} errs`, () => assert.equal(bothEvaluate(schema, condition, request), 'errs'));
  }
});

describe('texts that are almost right', () => {
  const joined = (parts: fc.Arbitrary<string>, maxLength: number) =>
    fc.array(parts, { maxLength }).map((chosen) => chosen.join(''));
  const digits = fc.constantFrom('0', '00', '1', '9', '10', '24', '59', '60', '99', '255', '256', '2024');
  const address = joined(
    fc.oneof(digits, fc.constantFrom('.', ':', '::', '/', 'f', 'ffff', 'F0', '1.2.3.4', '1:2:3')),
    9,
  );
  const number = joined(fc.oneof(digits, fc.constantFrom('.', '-', '+', '5807', '922337203685477')), 5);
  const moment = fc
    .tuple(fc.constantFrom('2024-02-29', '2023-02-29', '0000-12-31', '9999-01-01', '2024-13-01'), joined(digits, 1))
    .chain(([date, extra]) =>
      fc
        .constantFrom('', 'T', 'T00:00:00', 'T23:59:59', 'T24:00:00', 'T12:60:00', 'T12:00:60')
        .chain((time) =>
          fc
            .constantFrom('', 'Z', '.123Z', '.12Z', '+0100', '-2359', '+2400', '.999-0060', '+01:00', extra)
            .map((zone) => date + time + zone),
        ),
    );
  const length = joined(fc.oneof(digits, fc.constantFrom('-', '1d', '2h', '3m', '4s', '5ms', 'd', 'ms', ' ')), 5);

  // The same text twice: true where it can be read, an error where not.
  const texts: [name: string, arbitrary: fc.Arbitrary<string>][] = [
    ['ip', address],
    ['decimal', number],
    ['datetime', moment],
    ['duration', length],
  ];
  for (const [name, arbitrary] of texts) {
    it(`are read by ${name} as Cedar reads them`, () => {
      fc.assert(
        fc.property(fc.array(arbitrary, { minLength: 40, maxLength: 40 }), (drawn) => {
          const policies: Policies = Object.fromEntries(
            drawn.map((text, index) => {
              const json = policyOf('permit (principal, action, resource);');
              const call = { [name]: [{ Value: text }] };
              return [
                `p${index}`,
                { ...json, conditions: [{ kind: 'when', body: { '==': { left: call, right: call } } }] },
              ];
            }),
          );
          bothAnswer(schema, policies, [request]);
        }),
        { seed: 20260117, numRuns: 40 },
      );
    });
  }
});
