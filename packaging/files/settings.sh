# Reads settings.env beside the start commands: NAME=value, one a line. Nothing in it is run, and what is set already stays.
if [ -r "$here/settings.env" ]; then
  while IFS= read -r line || [ -n "$line" ]; do
    line=${line%"$(printf '\r')"}
    name=${line%%=*}
    case $name in
      '' | "$line" | *[!A-Z0-9_]*) ;;
      UNDONGLE_*) eval "[ -n \"\${$name:-}\" ]" || export "$name=${line#*=}" ;;
    esac
  done <"$here/settings.env"
fi
if [ -z "${UNDONGLE_DATA_DIR:-}" ]; then
  export UNDONGLE_DATA_DIR="${XDG_STATE_HOME:-${HOME:?UNDONGLE_DATA_DIR or HOME has to be set}/.local/state}/undongle"
fi
