import { useQuery, useQueryClient } from '@tanstack/react-query';
import type { Role } from '../../src/http/api/role-shapes.ts';
import { definesRoles, meQuery } from '../api/me.ts';
import { rolesQuery } from '../api/people.ts';
import { deleteRole } from '../api/roles.ts';
import { ConfirmButton } from '../forms/confirm.tsx';
import { EditRole } from '../forms/edit-role.tsx';
import { to } from '../paths.ts';
import { doingOf } from '../ui/answer-words.ts';
import { BackLink } from '../ui/back-link.tsx';
import { EmptyState } from '../ui/empty-state.tsx';
import { Failure } from '../ui/failure.tsx';
import { Card, Page } from '../ui/page.tsx';
import { SkeletonRows } from '../ui/skeleton.tsx';
import { toast } from '../ui/toast.tsx';

/** What roles there are: those that were made here, and those of STING. */
export function RolesPage() {
  const { data: me } = useQuery(meQuery);
  const { data, error, isPending, refetch } = useQuery(rolesQuery);
  const defines = definesRoles(me);
  const made = data?.roles.filter(({ custom }) => custom) ?? [];
  const own = data?.roles.filter(({ custom }) => !custom) ?? [];
  const add = data && defines && <EditRole permissions={data.permissions} />;
  return (
    <>
      <BackLink {...to.people()}>People</BackLink>
      <Page title="Roles" lead="What people may do here beyond their own jars." action={made.length > 0 && add}>
        <Failure error={error} onRetry={refetch} what="the roles" />
        {isPending && (
          <Card>
            <SkeletonRows rows={5} label="Loading the roles" />
          </Card>
        )}
        {data && (
          <div className="grid gap-8">
            <section aria-labelledby="made-roles">
              <h2 id="made-roles" tabIndex={-1} className="mb-3 font-semibold text-lg">
                Roles of this installation
              </h2>
              <Card>
                {made.length === 0 && (
                  <EmptyState title="No role of your own yet" action={add}>
                    A role of yours gives what those of STING do not: “May read the audit trail and sign people out.”
                  </EmptyState>
                )}
                <ul className="divide-y divide-line empty:hidden">
                  {made.map((role) => (
                    <RoleRow key={role.name} role={role} permissions={defines ? data.permissions : null} />
                  ))}
                </ul>
              </Card>
            </section>
            <section aria-labelledby="product-roles">
              <h2 id="product-roles" className="mb-3 font-semibold text-lg">
                Roles of STING
              </h2>
              <Card>
                <ul className="divide-y divide-line">
                  {own.map((role) => (
                    <RoleRow key={role.name} role={role} permissions={null} />
                  ))}
                </ul>
              </Card>
            </section>
          </div>
        )}
      </Page>
    </>
  );
}

/** `permissions` are those that can be given, for whoever may change the role. */
function RoleRow({ role, permissions }: { role: Role; permissions: readonly string[] | null }) {
  const cache = useQueryClient();
  const { name, title, sentence } = role;
  const gives = role.permissions.map(doingOf).join(', ');
  return (
    <li className="flex flex-wrap items-start gap-x-6 gap-y-3 px-4 py-4 sm:px-6">
      <div className="min-w-0 grow basis-72">
        <h3 className="font-semibold leading-6">{title}</h3>
        <p className="text-muted text-sm">
          <span className="font-mono">{name}</span> · {sentence}
        </p>
        {gives !== '' && <p className="mt-1 text-sm">May {gives}.</p>}
      </div>
      {permissions && (
        <div className="flex flex-wrap gap-2">
          <EditRole role={role} permissions={permissions} />
          <ConfirmButton
            call={deleteRole(name)}
            purpose={{
              title: `Delete the role “${title}”?`,
              consequence: 'What was shared with the role is closed. Nobody may have it any more.',
              verb: 'Delete',
              destructive: true,
            }}
            variant="caution"
            aria-label={`Delete ${title}`}
            heading="made-roles"
            onDone={() => {
              toast(`“${title}” is deleted.`);
              cache.invalidateQueries({ queryKey: rolesQuery.queryKey });
            }}
          >
            Delete
          </ConfirmButton>
        </div>
      )}
    </li>
  );
}
