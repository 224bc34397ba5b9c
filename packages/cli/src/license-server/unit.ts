import type { LinuxPlaces } from './linux-places.ts'

/**
 * The systemd unit. Its user may write nowhere but in its data folder, gains nothing by any program it runs, and sees no other user's home.
 * Two things stay open on purpose: memory that is written and run (Node compiles), and USB devices (dongles).
 */
export const unitText = ({
  program,
  settings,
  data,
  user,
}: LinuxPlaces): string => `# Written by: undongle license-server install
[Unit]
Description=Undongle License Server
Documentation=http://localhost:30304
Wants=network-online.target
After=network-online.target pcscd.socket
StartLimitIntervalSec=300
StartLimitBurst=10

[Service]
Type=exec
ExecStart=${program}/runtime/node --max-semi-space-size=1 ${program}/app/license-server/dist/main.js
EnvironmentFile=${settings}
User=${user}
Group=${user}
StateDirectory=${nameIn(data)}
StateDirectoryMode=0700
UMask=0077
Restart=on-failure
RestartSec=5
# Drivers' processes are ended by the License Server, each when its dongle is left whole.
KillMode=mixed
TimeoutStopSec=30

CapabilityBoundingSet=
AmbientCapabilities=
NoNewPrivileges=yes
ProtectSystem=strict
ProtectHome=yes
PrivateTmp=yes
PrivateMounts=yes
ProtectClock=yes
ProtectHostname=yes
ProtectControlGroups=yes
ProtectKernelLogs=yes
ProtectKernelModules=yes
ProtectKernelTunables=yes
ProtectProc=invisible
DevicePolicy=closed
DeviceAllow=char-usb_device rw
DeviceAllow=char-hidraw rw
RestrictAddressFamilies=AF_INET AF_INET6 AF_NETLINK AF_UNIX
RestrictNamespaces=yes
RestrictRealtime=yes
RestrictSUIDSGID=yes
RemoveIPC=yes
KeyringMode=private
LockPersonality=yes
SystemCallArchitectures=native
SystemCallFilter=@system-service
SystemCallFilter=~@privileged
SystemCallErrorNumber=EPERM

[Install]
WantedBy=multi-user.target
`

const nameIn = (folder: string): string => folder.slice(folder.lastIndexOf('/') + 1)
