/* The License Server: a courier with a journal. It may be lost at any time, and nothing depends on its memory. */
#define HERE (plugged == me && !dead)
#define EXECUTABLE(order) ((order) != NONE && order_n[(order) % MAX_ORDERS] == N && SLOT_FREE((order) % MAX_ORDERS))
#define SLOT_FREE(order) (MISTAKE(9) || state_act[dongle] != RETIRE || order_credits[order] == state_order[dongle])
#define CERTIFICATE_SAVED \
  (!KEEPS(1) || state_act[dongle] != RETIRE || HAS(journal_certificates[me], state_order[dongle]))

/* The one write of a dongle: {n + 1, licenses, last act}. The same content is the same object. */
inline write(on, act, order) {
  a = 0;
  do
  :: a < states && !(state_n[a] == N + 1 && state_on[a] == (on) && state_act[a] == (act) && state_order[a] == (order) &&
                     state_before[a] == dongle) -> a++
  :: else -> break
  od;
  if
  :: a == states ->
       states++;
       state_n[a] = N + 1; state_on[a] = (on); state_act[a] = (act); state_order[a] = (order); state_before[a] = dongle;
       if
       :: KEEPS(2) ->
            state_off_by[a * 2] = ((HAS(ON, 0) && !HAS(on, 0)) -> (order) : state_off_by[dongle * 2]);
            state_off_by[a * 2 + 1] = ((HAS(ON, 1) && !HAS(on, 1)) -> (order) : state_off_by[dongle * 2 + 1])
       :: else
       fi
  :: else
  fi;
  dongle = a; a = 0
}

/* A token may drop its newest state when power fails, so that an order in a journal may be dead without a trace on it:
   RETIRE needs the cloud's word in the same session, while the dongle has not left and nothing was restarted. */
#define CONFIRMED (!POWER_LOSS || confirmed[me] || MISTAKE(20))
#define STANDS(order) \
  ((open_order == order && known == dongle) || \
   (state_act[known] == RETIRE && state_order[known] == order && state_before[known] == dongle))

/* An ORDER that the dongle would carry out is journalled. */
#define TAKE(order) \
  :: atomic { \
       HERE && order < orders_made && journal_transfer[me] != NONE && \
       (!EXECUTABLE(journal_order[me]) || (POWER_LOSS && !STANDS(journal_order[me]) && STANDS(order))) && \
       HAS(answered[journal_transfer[me] % MAX_TRANSFERS], order) && EXECUTABLE(order) -> \
       journal_order[me] = order; \
       confirmed[me] = 0 \
     }

/* A certificate is presented again, now and then, so that a restored cloud learns it. */
#define PRESENT(order, license) \
  :: atomic { \
       (RESTORES > 0 || MISTAKE(11)) && order < orders_made && HAS(journal_certificates[me], order) && \
       HAS(order_licenses[order], license) && CERTIFICATE_FITS(order, license) -> \
       pin = COMPANY_OF(order); \
       if \
       :: MISTAKE(11) -> length[license] = SEQ(order, license) \
       :: else \
       fi; \
       append(license, COMPANY_OF(order)); \
       note_grace(order) \
     }
#define CERTIFICATE_FITS(order, license) \
  (MISTAKE(11) -> (length[license] <= SEQ(order, license) || holder[license] != COMPANY_OF(order)) \
                : length[license] == SEQ(order, license))

/* Everything that this journal can prove is proven. */
#define SHOWN_ALL(server) \
  (SHOWN_RECEIPT(server, 1) && SHOWN_RECEIPT(server, 2) && SHOWN_RECEIPT(server, 3) && SHOWN_RECEIPT(server, 4) && \
   SHOWN_RECEIPT(server, 5) && SHOWN_CERTIFICATE(server, 0) && SHOWN_CERTIFICATE(server, 1) && \
   SHOWN_CERTIFICATE(server, 2) && SHOWN_CERTIFICATE(server, 3) && SHOWN_CERTIFICATE(server, 4))
#define SHOWN_RECEIPT(server, state) (!HAS(journal_receipts[server], state) || !MOVES_CHAINS(state))
#define SHOWN_CERTIFICATE(server, order) \
  (order >= orders_made || !HAS(journal_certificates[server], order) || \
   ((!HAS(order_licenses[order], 0) || !CERTIFICATE_FITS(order, 0)) && \
    (!HAS(order_licenses[order], 1) || !CERTIFICATE_FITS(order, 1))))

active [2] proctype LicenseServer() {
  byte me = _pid, a = 0, w = 0;
end:
  do
  /* The user confirms: the transfer id is journalled first. Both licenses in one order, or in two waves. */
  :: atomic {
       HERE && transfers_made < TRANSFERS && ON && (journal_transfer[me] == NONE || (WANTED_AT(me) & ON) == 0) ->
       journal_transfer[me] = transfers_made;
       journal_order[me] = NONE;
       if
       :: company[transfers_made] = 1
       :: transfers_made > 0 -> company[transfers_made] = 2
       fi;
       if
       :: wanted[transfers_made] = BOTH & ON
       :: ON == BOTH -> wanted[transfers_made] = 1
       fi;
       transfers_made++
     }
  /* Transfer ids are bounded here: one more like the first, so that a rolled-back dongle always finds somebody. */
  :: atomic { POWER_LOSS && HERE && transfers_made == TRANSFERS && ON && journal_transfer[me] == NONE ->
       journal_transfer[me] = 0
     }

  /* OPEN, with the dongle's signed state: a state that can credit something is in the journal first, like a receipt. */
  :: atomic {
       HERE && journal_transfer[me] != NONE && !HAS(sent_open[journal_transfer[me] % MAX_TRANSFERS], dongle) &&
       (HAS(journal_receipts[me], dongle) || !IS_RECEIPT(dongle) || MISTAKE(6) || MISTAKE(27)) ->
       sent_open[journal_transfer[me]] = sent_open[journal_transfer[me]] | BIT(dongle)
     }
  TAKE(0) TAKE(1) TAKE(2) TAKE(3) TAKE(4)

  :: atomic { /* a token: the cloud's word in this session, by a repeated OPEN */
       POWER_LOSS && HERE && !confirmed[me] && EXECUTABLE(journal_order[me]) && STANDS(journal_order[me]) ->
       confirmed[me] = 1
     }

  /* RETIRE: one write, and the license is off, or off from a day on. */
  :: atomic {
       HERE && EXECUTABLE(journal_order[me]) && CONFIRMED && CERTIFICATE_SAVED && states < MAX_STATES ->
       RULE("cancelled is final", !HAS(cancelled, journal_order[me]));
       w = journal_order[me];
       rolled_back = rolled_back & ~order_licenses[w] & BOTH;
       write(ON & ~order_licenses[w] & BOTH, RETIRE, w);
       w = 0
     }
  :: atomic { /* the dongle ignores n */
       MISTAKE(5) && HERE && journal_order[me] != NONE && !EXECUTABLE(journal_order[me]) &&
       (ON & order_licenses[journal_order[me] % MAX_ORDERS]) && states < MAX_STATES ->
       RULE("cancelled is final", !HAS(cancelled, journal_order[me]));
       w = journal_order[me];
       write(ON & ~order_licenses[w] & BOTH, RETIRE, w);
       w = 0
     }
  :: atomic { /* two writes, torn between them: off, and no order beside it */
       MISTAKE(7) && HERE && EXECUTABLE(journal_order[me]) && moves_left > 0 && states < MAX_STATES ->
       moves_left--;
       plugged = 2;
       write(ON & ~order_licenses[journal_order[me]] & BOTH, state_act[dongle], state_order[dongle])
     }

  /* CANCEL: n + 1 as well. A retire in the slot is overwritten only with proof that it was credited. */
  :: atomic {
       HERE && journal_transfer[me] != NONE && cancels_left > 0 && states < MAX_STATES &&
       (MISTAKE(12) ||
        ((EXECUTABLE(journal_order[me]) || (open_order != NONE && order_n[open_order % MAX_ORDERS] == N)) &&
         (state_act[dongle] != RETIRE || KEEPS(2) || (EXECUTABLE(journal_order[me]) && CERTIFICATE_SAVED)))) ->
       cancels_left--;
       a = 0;
       do
       :: a < orders_made ->
            if
            :: order_n[a] == N && !rolled_back && (!POWER_LOSS || MISTAKE(19)) -> cancelled = cancelled | BIT(a)
            :: else /* a token's cancel is shown only when the cloud knows of it */
            fi;
            a++
       :: else -> break
       od;
       a = 0;
       write(ON, CANCEL, NONE);
       journal_order[me] = NONE
     }

  :: atomic { /* the cloud knows of a cancel that the token has lost: it is written again, the same bytes */
       POWER_LOSS && !MISTAKE(22) && HERE && state_act[known] == CANCEL && state_before[known] == dongle ->
       dongle = known
     }

  /* The receipt is read from the dongle by any machine at it, fsynced, and sent as COMMIT. */
  :: atomic {
       !MISTAKE(6) && HERE && !HAS(journal_receipts[me], dongle) && IS_RECEIPT(dongle) ->
       journal_receipts[me] = journal_receipts[me] | BIT(dongle)
     }
  :: atomic { /* the receipt is only in memory */
       MISTAKE(6) && HERE && !memory_lost && !HAS(journal_receipts[me], dongle) && state_act[dongle] == RETIRE ->
       if
       :: journal_receipts[me] = journal_receipts[me] | BIT(dongle)
       :: memory_left > 0 -> memory_left--; memory_lost = 1
       fi
     }
  :: atomic { (journal_receipts[me] & ~sent_commit) != 0 -> sent_commit = sent_commit | journal_receipts[me] }

  /* The certificate is fsynced. */
  :: atomic {
       journal_transfer[me] != NONE && company[journal_transfer[me] % MAX_TRANSFERS] == pin &&
       (sent_certificates & ~journal_certificates[me]) != 0 ->
       journal_certificates[me] = journal_certificates[me] | sent_certificates
     }
  PRESENT(0, 0) PRESENT(0, 1) PRESENT(1, 0) PRESENT(1, 1) PRESENT(2, 0) PRESENT(2, 1)
  PRESENT(3, 0) PRESENT(3, 1) PRESENT(4, 0) PRESENT(4, 1)

  :: atomic { /* after a restore, when all that is here was presented; the cloud keeps who has done so */
       epoch && !checked_in[me] && SHOWN_ALL(me) -> checked_in[me] = 1
     }

  :: atomic { /* the switch of source moves no custody, so it needs no step; one that ignores the day does */
       MISTAKE(25) && GRACE && HERE && (served_from_dongle[me] || BOUNDED(0) || BOUNDED(1)) ->
       served_from_dongle[me] = !served_from_dongle[me]
     }

  :: atomic { /* the journal is lost */
       journals_left > 0 && (journal_transfer[me] != NONE || journal_receipts[me] || journal_certificates[me]) ->
       journals_left--;
       journal_transfer[me] = NONE;
       journal_order[me] = NONE;
       journal_receipts[me] = 0;
       journal_certificates[me] = 0;
       confirmed[me] = 0
     }
  od
}
