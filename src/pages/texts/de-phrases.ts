/**
 * German for words that the server sends as text: titles of the default schema and reasons of a refusal. `{0}`, `{1}`
 * stand for the numbers and durations in them, in order.
 */
export const phrases = {
  'E-mail': 'E-Mail-Adresse',
  'First name': 'Vorname',
  'Last name': 'Nachname',
  Phone: 'Telefonnummer',
  'This is the last way to sign in. Add another passkey before you remove it.':
    'Das ist der letzte Weg, sich anzumelden. Fügen Sie einen weiteren Passkey hinzu, bevor Sie ihn entfernen.',
  'You have {0} passkeys. Remove one before you add another.':
    'Sie haben {0} Passkeys. Entfernen Sie einen, bevor Sie einen weiteren hinzufügen.',
  'This passkey is not in the list any more.': 'Dieser Passkey steht nicht mehr in der Liste.',
  'The passkey could not be created. Please try again.':
    'Der Passkey konnte nicht erstellt werden. Bitte versuchen Sie es noch einmal.',
  'Too many wrong codes. Try again in {0}.': 'Zu viele falsche Codes. Versuchen Sie es in {0} noch einmal.',
  'Too many wrong codes. Backup codes are closed; use a passkey.':
    'Zu viele falsche Codes. Backup-Codes sind gesperrt; nehmen Sie einen Passkey.',
  'Create the codes once more: these cannot be confirmed from here.':
    'Erstellen Sie die Codes noch einmal: Diese können von hier aus nicht bestätigt werden.',
  'Backup codes are shown once only. Create new ones if you have lost them.':
    'Backup-Codes werden nur einmal angezeigt. Erstellen Sie neue, wenn Sie sie verloren haben.',
};
