/* Class B of the transfer protocol, and grace: a dongle that can only be read. See README.md. */
#include "permit/parameters.pml"
#include "permit/state.pml"
#include "permit/machine.pml"
#include "permit/cloud.pml"
#include "permit/world.pml"
#include "permit/rules.pml"
