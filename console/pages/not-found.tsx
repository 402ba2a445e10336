import { Link } from '@tanstack/react-router';
import { to } from '../paths.ts';
import { buttonLook } from '../ui/button.tsx';
import { EmptyState } from '../ui/empty-state.tsx';
import { Card, Page } from '../ui/page.tsx';

export function NotFoundPage() {
  return (
    <Page title="Nothing here">
      <Card>
        <EmptyState
          title="This page does not exist"
          action={
            <Link {...to.jars()} className={buttonLook('primary')}>
              Go to your Honey Jars
            </Link>
          }
        >
          The address may be misspelt, or what was here is gone.
        </EmptyState>
      </Card>
    </Page>
  );
}
