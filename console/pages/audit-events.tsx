import { Link } from '@tanstack/react-router';
import { useId, useState } from 'react';
import { eventTypes } from '../../src/audit/events.ts';
import type { Event } from '../../src/http/api/shapes.ts';
import { to } from '../paths.ts';
import { Badge } from '../ui/badge.tsx';
import { Icon } from '../ui/icons.tsx';
import { When } from '../ui/when.tsx';
import { resultOf } from '../ui/words.ts';

const sentence = (type: string) => (type in eventTypes ? eventTypes[type as keyof typeof eventTypes] : type);

/** A table on a wide screen, a stack of cards on a phone: the same markup, laid out twice. */
export function EventTable({ events }: { events: Event[] }) {
  return (
    <table className="w-full text-left max-md:block">
      <thead className="border-line border-b text-muted text-sm max-md:sr-only">
        <tr>
          <th scope="col" className="w-1/2 py-3 pr-4 pl-6 font-medium">
            What happened
          </th>
          <th scope="col" className="w-1/4 py-3 pr-4 font-medium">
            Who
          </th>
          <th scope="col" className="py-3 pr-4 font-medium">
            Result
          </th>
          <th scope="col" className="py-3 pr-4 font-medium">
            When
          </th>
          <th scope="col" className="w-16 py-3 pr-4">
            <span className="sr-only">Details</span>
          </th>
        </tr>
      </thead>
      <tbody className="max-md:block">
        {events.map((event) => (
          <EventRows key={event.sequence} event={event} />
        ))}
      </tbody>
    </table>
  );
}

function EventRows({ event }: { event: Event }) {
  const [open, setOpen] = useState(false);
  const detailsId = useId();
  const result = resultOf(event);
  return (
    <>
      <tr className="relative border-line border-t first:border-t-0 hover:bg-sunken/60 max-md:flex max-md:flex-wrap max-md:items-center max-md:gap-x-3 max-md:gap-y-1 max-md:px-4 max-md:py-3">
        <td className="py-3 pr-4 pl-6 font-medium max-md:basis-full max-md:py-0 max-md:pr-10 max-md:pl-0">
          {sentence(event.type)}
          <About event={event} />
        </td>
        <td className="py-3 pr-4 text-muted max-md:py-0 max-md:pr-0 max-md:text-sm">
          {event.actor ? (event.actor.name ?? 'Somebody') : '–'}
        </td>
        <td className="py-3 pr-4 max-md:order-last max-md:py-0 max-md:pr-0">
          <span className="flex flex-wrap items-center gap-x-3">
            <Badge tone={result.tone}>{result.label}</Badge>
            <Why event={event} />
          </span>
        </td>
        <td className="py-3 pr-4 text-muted max-md:py-0 max-md:pr-0 max-md:text-sm">
          <When at={event.time} />
        </td>
        <td className="py-1 pr-4 max-md:absolute max-md:top-1 max-md:right-2 max-md:p-0">
          <button
            type="button"
            aria-expanded={open}
            aria-controls={detailsId}
            aria-label={`Details of event ${event.sequence}`}
            onClick={() => setOpen(!open)}
            className="inline-flex size-10 items-center justify-center rounded-control text-muted hover:bg-sunken hover:text-text"
          >
            <Icon name="chevron" className={`size-5 transition-transform ${open ? 'rotate-180' : ''}`} />
          </button>
        </td>
      </tr>
      <tr id={detailsId} hidden={!open} className="bg-sunken/60 max-md:not-[[hidden]]:block">
        <td colSpan={5} className="px-6 py-4 max-md:block max-md:px-4">
          {open && <Details event={event} />}
        </td>
      </tr>
    </>
  );
}

/** The way to why an operation was refused, or asked for a proof. */
function Why({ event: { sequence, type, actor, operation, resource } }: { event: Event }) {
  if (type !== 'access.denied' && type !== 'access.step_up_required') return null;
  if (!actor || !operation || !resource) return null;
  const [kind, id] = resource.split(':');
  return (
    <Link
      {...to.why({ who: actor.id, operation, ...(kind === 'jar' && id ? { jar: id } : {}) })}
      aria-label={`Why? Event ${sequence}`}
      className="py-1 text-muted text-sm underline hover:text-text"
    >
      Why?
    </Link>
  );
}

/** What an event was about: the jar or rule, as a link to it, and the name of what was touched in it. */
function About({ event: { resource, details } }: { event: Event }) {
  const [kind, id] = resource?.split(':') ?? [];
  const name = typeof details['name'] === 'string' ? details['name'] : null;
  if (!id && !name) return null;
  return (
    <span className="block font-normal text-muted text-sm">
      {id && kind === 'jar' && (
        <Link {...to.jar(id)} className="underline hover:text-text">
          Jar {id.slice(0, 8)}
        </Link>
      )}
      {id && kind === 'policy' && (
        <Link {...to.rule(id)} className="underline hover:text-text">
          Rule {id}
        </Link>
      )}
      {id && kind !== 'jar' && kind !== 'policy' && `${kind} ${id.slice(0, 8)}`}
      {id && name && ' · '}
      {name}
    </span>
  );
}

function Details({ event }: { event: Event }) {
  const facts: [string, string | null][] = [
    ['Event', `${event.sequence} · ${event.type}`],
    ['Exact time', event.time],
    ['Person', event.actor?.id ?? null],
    ['Operation', event.operation],
    ['Resource', event.resource],
    ['Reason', event.reason],
    ['Sign-in strength', event.assurance],
    ['Proven with', event.methods.join(', ') || null],
    ['Address', event.ip],
    ['Browser', event.user_agent],
    ['Request', event.request_id],
    ['Seal', event.hash],
    ...Object.entries(event.details).map(([name, value]): [string, string] => [
      name,
      typeof value === 'string' ? value : JSON.stringify(value),
    ]),
  ];
  return (
    <dl className="grid gap-x-8 gap-y-3 text-sm sm:grid-cols-2">
      {facts.map(
        ([name, value]) =>
          value && (
            <div key={name} className="min-w-0">
              <dt className="text-muted">{name}</dt>
              <dd className="font-mono">{value}</dd>
            </div>
          ),
      )}
    </dl>
  );
}
