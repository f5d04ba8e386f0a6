// The sentences of Graph errors. Meta writes `error_user_title` and `error_user_msg` in the language of the token's owner, so
// a sender that reads words instead of numbers breaks here as it would in production.

export const LANGUAGES = ["en", "da", "fr", "de", "es"] as const;
export type Language = (typeof LANGUAGES)[number];

/** What happened, as far as the words go. One entry of every language's table below. */
export type ErrorTexts =
  | "event_too_old"
  | "event_in_future"
  | "value_missing"
  | "currency_missing"
  | "parameter"
  | "user_data"
  | "lead_id"
  | "not_hashed"
  | "token"
  | "object"
  | "permission"
  | "throttled"
  | "temporary"
  | "version"
  | "request";

type Copy = readonly [title: string, message: string];

const TEXTS: Readonly<Record<Language, Readonly<Record<ErrorTexts, Copy>>>> = {
  en: {
    event_too_old: [
      "Event Timestamp Too Old",
      "The timestamp for this event is too far in the past. Events can be sent up to 7 days after they happened.",
    ],
    event_in_future: [
      "Event Timestamp in the Future",
      "The timestamp for this event lies in the future. Send the time at which it happened.",
    ],
    value_missing: [
      "Missing Value for Purchase Event",
      "Your purchase event doesn't include a value. Add a value to it.",
    ],
    currency_missing: [
      "Missing Currency for Purchase Event",
      "Your purchase event doesn't include a currency. Add a currency to it.",
    ],
    parameter: [
      "Server Side Api Parameter Error",
      "A required key is missing, a key is not expected, or a value has the wrong type.",
    ],
    user_data: [
      "Not Enough Customer Information",
      "This event has no customer information, or the information is too broad to match with.",
    ],
    lead_id: ["Invalid Lead ID", "An event in this request has a lead ID that is not valid."],
    not_hashed: [
      "Customer Information Not Hashed",
      "This customer information must be hashed with SHA-256 before it is sent.",
    ],
    token: ["Access Token Not Valid", "The access token can no longer be used. Create a new one."],
    object: ["Object Not Found", "The object does not exist or you do not have access to it."],
    permission: ["Missing Permission", "You do not have the permission needed for this action."],
    throttled: ["Too Many Calls", "There have been too many calls. Wait a bit and try again."],
    temporary: ["Temporary Problem", "The service is temporarily not available. Please try again later."],
    version: ["Deprecated Version", "This version of the API can no longer be used."],
    request: ["Invalid Request", "The request could not be understood."],
  },
  da: {
    event_too_old: [
      "Hændelsens tidsstempel er for gammelt",
      "Tidsstemplet ligger for langt tilbage. Hændelser kan sendes op til 7 dage efter, at de fandt sted.",
    ],
    event_in_future: [
      "Hændelsens tidsstempel ligger i fremtiden",
      "Send det tidspunkt, hvor hændelsen fandt sted.",
    ],
    value_missing: [
      "Værdi mangler for købshændelse",
      "Din købshændelse indeholder ikke en værdi. Tilføj en værdi.",
    ],
    currency_missing: [
      "Valuta mangler for købshændelse",
      "Din købshændelse indeholder ikke en valuta. Tilføj en valuta.",
    ],
    parameter: [
      "Parameterfejl i server-API",
      "En påkrævet nøgle mangler, en nøgle er uventet, eller en værdi har den forkerte type.",
    ],
    user_data: [
      "Ikke nok kundeoplysninger",
      "Hændelsen har ingen kundeoplysninger, eller de er for brede til at finde et match.",
    ],
    lead_id: ["Ugyldigt lead-id", "En hændelse i anmodningen har et ugyldigt lead-id."],
    not_hashed: [
      "Kundeoplysninger er ikke hashet",
      "Kundeoplysningerne skal hashes med SHA-256, før de sendes.",
    ],
    token: ["Adgangstokenet er ugyldigt", "Adgangstokenet kan ikke længere bruges. Opret et nyt."],
    object: ["Objektet blev ikke fundet", "Objektet findes ikke, eller du har ikke adgang til det."],
    permission: ["Manglende tilladelse", "Du har ikke den tilladelse, som handlingen kræver."],
    throttled: ["For mange kald", "Der har været for mange kald. Vent lidt, og prøv igen."],
    temporary: ["Midlertidigt problem", "Tjenesten er midlertidigt utilgængelig. Prøv igen senere."],
    version: ["Forældet version", "Denne version af API'et kan ikke længere bruges."],
    request: ["Ugyldig anmodning", "Anmodningen kunne ikke forstås."],
  },
  fr: {
    event_too_old: [
      "Horodatage de l’évènement trop ancien",
      "L’horodatage est trop ancien. Un évènement peut être envoyé jusqu’à 7 jours après avoir eu lieu.",
    ],
    event_in_future: [
      "Horodatage de l’évènement dans le futur",
      "Envoyez l’heure à laquelle l’évènement a eu lieu.",
    ],
    value_missing: [
      "Valeur manquante pour l’évènement d’achat",
      "Votre évènement d’achat n’indique aucune valeur. Ajoutez une valeur.",
    ],
    currency_missing: [
      "Devise manquante pour l’évènement d’achat",
      "Votre évènement d’achat n’indique aucune devise. Ajoutez une devise.",
    ],
    parameter: [
      "Erreur de paramètre de l’API côté serveur",
      "Une clé obligatoire est manquante, une clé est inattendue ou une valeur n’a pas le bon type.",
    ],
    user_data: [
      "Informations client insuffisantes",
      "L’évènement ne contient aucune information client, ou celles-ci sont trop générales.",
    ],
    lead_id: [
      "ID de prospect non valide",
      "Un évènement de cette requête contient un ID de prospect non valide.",
    ],
    not_hashed: [
      "Informations client non hachées",
      "Ces informations client doivent être hachées en SHA-256 avant l’envoi.",
    ],
    token: ["Token d’accès non valide", "Le token d’accès ne peut plus être utilisé. Créez-en un nouveau."],
    object: ["Objet introuvable", "L’objet n’existe pas ou vous n’y avez pas accès."],
    permission: ["Autorisation manquante", "Vous n’avez pas l’autorisation nécessaire pour cette action."],
    throttled: ["Trop d’appels", "Il y a eu trop d’appels. Patientez un peu et réessayez."],
    temporary: [
      "Problème temporaire",
      "Le service est temporairement indisponible. Veuillez réessayer plus tard.",
    ],
    version: ["Version obsolète", "Cette version de l’API ne peut plus être utilisée."],
    request: ["Requête non valide", "La requête n’a pas été comprise."],
  },
  de: {
    event_too_old: [
      "Zeitstempel des Events zu alt",
      "Der Zeitstempel liegt zu weit zurück. Events können bis zu 7 Tage später gesendet werden.",
    ],
    event_in_future: [
      "Zeitstempel des Events in der Zukunft",
      "Sende die Uhrzeit, zu der das Event stattgefunden hat.",
    ],
    value_missing: [
      "Fehlender Wert beim Kauf-Event",
      "Dein Kauf-Event enthält keinen Wert. Füge einen Wert hinzu.",
    ],
    currency_missing: [
      "Fehlende Währung beim Kauf-Event",
      "Dein Kauf-Event enthält keine Währung. Füge eine Währung hinzu.",
    ],
    parameter: [
      "Parameterfehler der serverseitigen API",
      "Ein Pflichtschlüssel fehlt, ein Schlüssel ist unerwartet oder ein Wert hat den falschen Typ.",
    ],
    user_data: [
      "Zu wenige Kundeninformationen",
      "Das Event enthält keine Kundeninformationen, oder sie sind zu allgemein.",
    ],
    lead_id: ["Ungültige Lead-ID", "Ein Event dieser Anfrage enthält eine ungültige Lead-ID."],
    not_hashed: [
      "Kundeninformationen nicht gehasht",
      "Diese Kundeninformationen müssen vor dem Senden mit SHA-256 gehasht werden.",
    ],
    token: [
      "Zugriffsschlüssel ungültig",
      "Der Zugriffsschlüssel kann nicht mehr verwendet werden. Erstelle einen neuen.",
    ],
    object: ["Objekt nicht gefunden", "Das Objekt existiert nicht, oder du hast keinen Zugriff darauf."],
    permission: ["Fehlende Berechtigung", "Dir fehlt die Berechtigung für diese Aktion."],
    throttled: ["Zu viele Aufrufe", "Es gab zu viele Aufrufe. Warte etwas und versuche es erneut."],
    temporary: [
      "Vorübergehendes Problem",
      "Der Dienst ist vorübergehend nicht verfügbar. Versuche es später erneut.",
    ],
    version: ["Veraltete Version", "Diese Version der API kann nicht mehr verwendet werden."],
    request: ["Ungültige Anfrage", "Die Anfrage wurde nicht verstanden."],
  },
  es: {
    event_too_old: [
      "Marca de tiempo del evento demasiado antigua",
      "La marca de tiempo es demasiado antigua. Los eventos se pueden enviar hasta 7 días después.",
    ],
    event_in_future: [
      "Marca de tiempo del evento en el futuro",
      "Envía la hora en la que ocurrió el evento.",
    ],
    value_missing: [
      "Falta el valor del evento de compra",
      "El evento de compra no incluye ningún valor. Añade un valor.",
    ],
    currency_missing: [
      "Falta la divisa del evento de compra",
      "El evento de compra no incluye ninguna divisa. Añade una divisa.",
    ],
    parameter: [
      "Error de parámetro de la API del servidor",
      "Falta una clave obligatoria, sobra una clave o un valor tiene un tipo incorrecto.",
    ],
    user_data: [
      "Información del cliente insuficiente",
      "El evento no tiene información del cliente o es demasiado general.",
    ],
    lead_id: [
      "Identificador de cliente potencial no válido",
      "Un evento de la solicitud tiene un identificador no válido.",
    ],
    not_hashed: [
      "Información del cliente sin hash",
      "Esta información del cliente debe llevar hash SHA-256 antes de enviarse.",
    ],
    token: ["Token de acceso no válido", "El token de acceso ya no se puede usar. Crea uno nuevo."],
    object: ["No se encuentra el objeto", "El objeto no existe o no tienes acceso a él."],
    permission: ["Falta un permiso", "No tienes el permiso necesario para esta acción."],
    throttled: [
      "Demasiadas llamadas",
      "Ha habido demasiadas llamadas. Espera un poco y vuelve a intentarlo.",
    ],
    temporary: [
      "Problema temporal",
      "El servicio no está disponible temporalmente. Vuelve a intentarlo más tarde.",
    ],
    version: ["Versión obsoleta", "Esta versión de la API ya no se puede usar."],
    request: ["Solicitud no válida", "No se ha entendido la solicitud."],
  },
};

/** Title and message in the token owner's language. */
export function userTexts(texts: ErrorTexts, language: Language): { title: string; message: string } {
  const [title, message] = TEXTS[language][texts];
  return { title, message };
}
