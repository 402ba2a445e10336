import { useInfiniteQuery, useMutation, useQueryClient } from '@tanstack/react-query';
import type { Invitation } from '../../src/http/api/people-shapes.ts';
import { api } from '../api/api.ts';
import { invitationsQuery, inviteAgain, uninvite } from '../api/people.ts';
import { Cancelled } from '../api/refusal.ts';
import { useRoleTitles } from '../api/role-titles.ts';
import { ConfirmButton } from '../forms/confirm.tsx';
import { useInvitationLink } from '../forms/invitation-link.tsx';
import { Badge } from '../ui/badge.tsx';
import { Button } from '../ui/button.tsx';
import { Failure, sentenceOf } from '../ui/failure.tsx';
import { Icon } from '../ui/icons.tsx';
import { LoadMore } from '../ui/load-more.tsx';
import { Card } from '../ui/page.tsx';
import { toast, toastFailure } from '../ui/toast.tsx';
import { When } from '../ui/when.tsx';

/** Who has been invited and has not come yet. Nothing where that is nobody. */
export function InvitationsPanel() {
  const list = useInfiniteQuery(invitationsQuery);
  const invitations = list.data?.pages.flatMap((page) => page.invitations) ?? [];
  if (invitations.length === 0 && !list.error) return null;
  return (
    <section aria-labelledby="invitations" className="mt-10">
      <h2 id="invitations" tabIndex={-1} className="mb-3 font-semibold text-lg">
        Invited
      </h2>
      <Failure error={list.error} onRetry={list.refetch} what="the invitations" />
      {invitations.length > 0 && (
        <Card>
          <ul className="divide-y divide-line">
            {invitations.map((invitation) => (
              <InvitationRow key={invitation.id} invitation={invitation} />
            ))}
          </ul>
        </Card>
      )}
      <LoadMore list={list} />
    </section>
  );
}

function InvitationRow({ invitation }: { invitation: Invitation }) {
  const cache = useQueryClient();
  const title = useRoleTitles();
  const [link, showLink] = useInvitationLink();
  const { id, email, roles, teams, invited_by, expires_at, expired } = invitation;
  const again = useMutation({
    mutationFn: () =>
      api.send(inviteAgain(id), {
        purpose: {
          title: `Send the invitation to ${email} anew?`,
          consequence: 'It can be accepted for the full time again. The earlier link ends.',
          verb: 'Send',
        },
      }),
    onSuccess(sent) {
      cache.invalidateQueries({ queryKey: invitationsQuery.queryKey });
      if (sent.link === null) toast(`An invitation is on its way to ${email}.`);
      else showLink({ email, link: sent.link });
    },
    onError(error) {
      if (!(error instanceof Cancelled)) toastFailure(sentenceOf(error));
    },
  });
  return (
    <li className="flex flex-wrap items-center gap-x-4 gap-y-2 px-4 py-3 sm:px-6">
      <div className="min-w-0 grow basis-64">
        <p className="font-medium leading-6">{email}</p>
        <p className="text-muted text-sm">
          invited by {invited_by.name} · {expired ? 'not accepted until ' : 'good until '}
          <When at={expires_at} />
        </p>
      </div>
      <div className="flex flex-wrap gap-2">
        {expired && <Badge tone="danger">Expired</Badge>}
        {roles.map((role) => (
          <Badge key={role}>{title(role)}</Badge>
        ))}
        {teams.map((team) => (
          <Badge key={team.id}>{team.name}</Badge>
        ))}
      </div>
      <div className="flex gap-1">
        <Button variant="quiet" busy={again.isPending} onClick={() => again.mutate()}>
          Send anew
        </Button>
        <ConfirmButton
          call={uninvite(id)}
          purpose={{
            title: `Take back the invitation to ${email}?`,
            consequence: 'Its link works no more.',
            verb: 'Take back',
            destructive: true,
          }}
          variant="quiet"
          square
          aria-label={`Take back the invitation to ${email}`}
          heading="invitations"
          onDone={() => {
            toast(`The invitation to ${email} is taken back.`);
            cache.invalidateQueries({ queryKey: invitationsQuery.queryKey });
          }}
        >
          <Icon name="close" />
        </ConfirmButton>
      </div>
      {link}
    </li>
  );
}
