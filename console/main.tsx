import './styles.css';
import { QueryClient, QueryClientProvider } from '@tanstack/react-query';
import { RouterProvider } from '@tanstack/react-router';
import { StrictMode } from 'react';
import { createRoot } from 'react-dom/client';
import { NetworkFailure } from './api/refusal.ts';
import { router } from './routes.tsx';

const cache = new QueryClient({
  defaultOptions: {
    // A failure is shown at once; waiting in silence for the connection would look like a dead button.
    queries: { networkMode: 'always', retry: (attempts, error) => error instanceof NetworkFailure && attempts < 2 },
    mutations: { networkMode: 'always' },
  },
});

createRoot(document.getElementById('console')!).render(
  <StrictMode>
    <QueryClientProvider client={cache}>
      <RouterProvider router={router} />
    </QueryClientProvider>
  </StrictMode>,
);
