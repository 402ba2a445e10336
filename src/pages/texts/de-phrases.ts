/**
 * German for words that the server sends as text: titles of the default schema, and reasons of a refusal sentence by
 * sentence. `{0}`, `{1}` stand for the numbers and durations in them, in order.
 */
export const phrases = {
  'E-mail': 'E-Mail-Adresse',
  'First name': 'Vorname',
  'Last name': 'Nachname',
  Phone: 'Telefonnummer',

  'Too many wrong attempts.': 'Zu viele falsche Versuche.',
  'Too many wrong codes.': 'Zu viele falsche Codes.',
  'Too many messages were asked for.': 'Es wurden zu viele Nachrichten angefordert.',
  'Too many requests.': 'Zu viele Anfragen.',
  'Too many attempts at once.': 'Zu viele Versuche auf einmal.',
  'Try again in {0}.': 'Versuchen Sie es in {0} noch einmal.',
  'Try again in a moment.': 'Versuchen Sie es gleich noch einmal.',
  'Try again later.': 'Versuchen Sie es später noch einmal.',
  'Please try again.': 'Bitte versuchen Sie es noch einmal.',
  'Please try again in a few minutes.': 'Bitte versuchen Sie es in einigen Minuten noch einmal.',
  'Please start again.': 'Bitte beginnen Sie noch einmal.',
  'This takes too long.': 'Das dauert zu lange.',
  'This does not work just now.': 'Das geht gerade nicht.',
  'At most {0} characters are allowed.': 'Höchstens {0} Zeichen sind erlaubt.',

  'Backup codes are closed; use a passkey, or create new ones.':
    'Backup-Codes sind gesperrt; nehmen Sie einen Passkey oder erstellen Sie neue.',
  'Create the codes once more: these cannot be confirmed from here.':
    'Erstellen Sie die Codes noch einmal: Diese können von hier aus nicht bestätigt werden.',
  'Backup codes are shown once only.': 'Backup-Codes werden nur einmal angezeigt.',
  'Create new ones if you have lost them.': 'Erstellen Sie neue, wenn Sie sie verloren haben.',

  'Text messages to this number are not possible.': 'SMS an diese Nummer sind nicht möglich.',
  'Use another one.': 'Nehmen Sie eine andere.',
  'Codes by SMS are not possible for your account.': 'Codes per SMS sind für Ihr Konto nicht möglich.',
  'Use another way.': 'Nehmen Sie einen anderen Weg.',
  'We cannot send messages right now.': 'Wir können gerade keine Nachrichten verschicken.',
  'Codes to this address are closed; sign in another way.':
    'Codes an diese Adresse sind gesperrt; melden Sie sich anders an.',

  'New passwords cannot be checked at the moment.': 'Neue Passwörter können gerade nicht geprüft werden.',
  'A password has {0} to {1} bytes.': 'Ein Passwort hat {0} bis {1} Bytes.',
  'This password is among the first that would be tried.':
    'Dieses Passwort gehört zu denen, die man zuerst versuchen würde.',
  'Please choose another one.': 'Bitte wählen Sie ein anderes.',
  'Passwords are closed; sign in another way, then set a new one.':
    'Passwörter sind gesperrt; melden Sie sich anders an und legen Sie dann ein neues fest.',

  'The passkey could not be created.': 'Der Passkey konnte nicht erstellt werden.',
  'The security key could not be created.': 'Der Sicherheitsschlüssel konnte nicht eingerichtet werden.',
  'You have {0} passkeys.': 'Sie haben {0} Passkeys.',
  'You have {0} security keys.': 'Sie haben {0} Sicherheitsschlüssel.',
  'Remove one before you add another.': 'Entfernen Sie einen, bevor Sie einen weiteren hinzufügen.',
  'This is the last way to sign in.': 'Das ist der letzte Weg, sich anzumelden.',
  'Add another passkey before you remove it.': 'Fügen Sie einen weiteren Passkey hinzu, bevor Sie ihn entfernen.',
  'This passkey is not in the list any more.': 'Dieser Passkey steht nicht mehr in der Liste.',
  'This security key is not in the list any more.': 'Dieser Sicherheitsschlüssel steht nicht mehr in der Liste.',

  'Sign in once more with another of your ways to sign in, then remove this one.':
    'Melden Sie sich noch einmal auf einem anderen Weg an und entfernen Sie dann diesen.',

  'You cannot sign in like this at the moment.': 'So können Sie sich gerade nicht anmelden.',
  'To sign in like this you need a passkey that stays on one device, and you have none.':
    'Um sich so anzumelden, brauchen Sie einen Passkey, der auf einem Gerät bleibt, und Sie haben keinen.',
  'To sign in like this you need a passkey, and you have none.':
    'Um sich so anzumelden, brauchen Sie einen Passkey, und Sie haben keinen.',
  'To sign in like this you need a second proof, and you have none.':
    'Um sich so anzumelden, brauchen Sie einen zweiten Nachweis, und Sie haben keinen.',
  'Ask an administrator.': 'Wenden Sie sich an die Verwaltung.',

  'There is an authenticator app already.': 'Es gibt schon eine Authenticator-App.',
  'Remove it first.': 'Entfernen Sie sie zuerst.',
  'The authenticator app is closed; use a passkey, or set the app up anew.':
    'Die Authenticator-App ist gesperrt; nehmen Sie einen Passkey oder richten Sie die App neu ein.',
  'Open this page anew: what it showed cannot be used any more.':
    'Öffnen Sie diese Seite neu: Was sie gezeigt hat, gilt nicht mehr.',
};
