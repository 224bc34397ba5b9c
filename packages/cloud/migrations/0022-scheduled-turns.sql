-- Releases by a schedule: `released_at` may lie ahead, and is then when the dongle's turn comes. Nothing happens at that moment, it is only
-- compared with the time of whoever asks. It moves when the wave was paused meanwhile, or when somebody lets the dongle in earlier.

grant update (released_at) on wave_release to undongle_app;
