/** Both ways a question to the cloud can end, as values: the page shows the failure beside what is known all the same. */
export async function askCloud<Answer>(
  ask: () => Promise<Answer>,
): Promise<{ answer: Answer | undefined; failure: unknown }> {
  try {
    return { answer: await ask(), failure: undefined }
  } catch (failure) {
    return { answer: undefined, failure }
  }
}
