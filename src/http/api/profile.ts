import { profileParameters } from '../../config/config.ts';
import type { Application } from '../application.ts';
import { Profile } from './profile-shapes.ts';
import type { Api } from './typed.ts';

/** The profile of the installation, and where what holds differs from it. */
export function profileRoutes(server: Api, app: Application): void {
  const { config, requirements } = app;
  server.get(
    '/api/profile',
    {
      config: {
        operation: 'installation.read_profile',
        auth: 'session',
        tier: 1,
        permission: 'installation.read_profile',
      },
      schema: { response: { 200: Profile } },
    },
    async () => ({
      profile: config.profile,
      mode: config['assurance.mode'],
      tiers: {
        1: requirements.ofTier(1),
        2: requirements.ofTier(2),
        3: requirements.ofTier(3),
        4: requirements.ofTier(4),
      },
      parameters: profileParameters(config),
    }),
  );
}
