/** What other programs read as power over them, when they find it among somebody's traits. */
const names = new Set([
  ...['id', 'uid', 'sub', 'owner', 'admin', 'is_admin', 'superuser', 'is_superuser', 'staff', 'is_staff'],
  ...['role', 'roles', 'group', 'groups', 'permission', 'permissions', 'scope', 'scopes', 'entitlements'],
  ...['verified', 'email_verified', 'phone_verified', 'metadata_public', 'metadata_admin'],
]);

/**
 * Whether a trait of this name is kept out of a person's own hands. A schema that means something harmless by it says so
 * with `"disableFormField": false`.
 */
export function isPrivileged(name: string): boolean {
  const plain = name
    .normalize('NFKC')
    .replace(/([a-z])([A-Z])/g, '$1_$2')
    .replaceAll('-', '_')
    .toLowerCase();
  return names.has(plain);
}
