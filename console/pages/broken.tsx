import { type ErrorComponentProps, Link } from '@tanstack/react-router';
import { to } from '../paths.ts';
import { Button, buttonLook } from '../ui/button.tsx';
import { EmptyState } from '../ui/empty-state.tsx';
import { Card, Page } from '../ui/page.tsx';

/** In place of a page that met an error of our own making. */
export function BrokenPage({ error }: ErrorComponentProps) {
  return (
    <Page title="This page broke">
      <Card>
        <EmptyState
          title="The fault is ours, not yours"
          action={
            <div className="flex flex-wrap justify-center gap-3">
              <Link {...to.jars()} reloadDocument className={buttonLook('secondary')}>
                Back to the jars
              </Link>
              <Button variant="primary" onClick={() => location.reload()}>
                Try again
              </Button>
            </div>
          }
        >
          The console met an error that it does not know: “{error instanceof Error ? error.message : String(error)}”.
          What the server holds is not touched by it.
        </EmptyState>
      </Card>
    </Page>
  );
}

/** The same where the frame around the pages broke with it. */
export function BrokenFrame(props: ErrorComponentProps) {
  return (
    <main className="mx-auto max-w-6xl px-4 py-8 sm:px-8 sm:py-10">
      <BrokenPage {...props} />
    </main>
  );
}
