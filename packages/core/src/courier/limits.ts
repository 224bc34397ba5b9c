/** So long a request file may be under way: the usual journey is an hour, the longest a holiday. */
export const courierDays = 30

/** What one file asks for at most; what is left over goes with the next. */
export const messagesMax = 20

/** The replies of one answer together: one more is left for the next file when there is no room for it. */
export const repliesSizeBytes = 96 * 1024

/** What a file is read up to; what is longer is none of ours. */
export const letterSizeBytes = 512 * 1024

/** A QR code of so many characters is read by the camera of any phone, and off a screen. */
export const partCharacters = 500
