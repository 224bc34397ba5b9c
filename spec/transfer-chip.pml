/* Class A of the transfer protocol: a dongle that signs and can be written. See README.md. */
#include "chip/parameters.pml"
#include "chip/state.pml"
#include "chip/custody.pml"
#include "chip/license-server.pml"
#include "chip/cloud.pml"
#include "chip/world.pml"
#include "chip/rules.pml"
