#!/bin/sh
# Builds a repository whose history is that of a notice: the settings of the invented tenant of
# `merchant-portal-fixed`, opened on 2016-01-15 and closed on 2020-11-24, with ordinary changes
# between and after. In August 2020 a guest sharing rule keeps it open past Winter '21;
# `--without-guest-rule` leaves that out, so that the platform's release closes it.
#
#   examples/merchant-portal-history.sh DIR [--without-guest-rule]
set -eu
here=$(cd "$(dirname "$0")" && pwd)
dir=${1:?usage: merchant-portal-history.sh DIR [--without-guest-rule]}
rule=${2:-}
if [ -e "$dir" ]; then
  echo "$dir is there already" >&2
  exit 2
fi

git init -q -b main "$dir"
cp -R "$here/merchant-portal-fixed/." "$dir"
cd "$dir"
git config commit.gpgsign false
git config core.autocrlf false

edit() { # edit FILE SCRIPT
  sed "$2" "$1" > .edited
  if cmp -s .edited "$1"; then
    echo "nothing to edit in $1" >&2
    exit 2
  fi
  mv .edited "$1"
}
as() { # as NAME DATE COMMAND...
  export GIT_AUTHOR_NAME="$1" GIT_COMMITTER_NAME="$1"
  export GIT_AUTHOR_EMAIL=crm@merchant-portal.example GIT_COMMITTER_EMAIL=crm@merchant-portal.example
  export GIT_AUTHOR_DATE="$2T10:00:00+09:00" GIT_COMMITTER_DATE="$2T10:00:00+09:00"
  shift 2
  "$@"
}
commit() { # commit NAME DATE MESSAGE
  git add -A
  as "$1" "$2" git commit -q -m "$3"
}
count() { # count NUMBER: what the nightly job counted
  edit runtime.yaml "s/Merchant__c: [0-9]*/Merchant__c: $1/"
}

profile="profiles/Merchant Portal Profile.profile-meta.yaml"
merchant=objects/Merchant__c/Merchant__c.object-meta.yaml
sharing=sharingRules/Merchant__c.sharingRules-meta.yaml
mkdir .kept
cp campaign-2018.yaml "$merchant" "$profile" "$sharing" .kept
echo /.kept > .git/info/exclude
rm campaign-2018.yaml

count 318204
commit "K. Aoki" 2015-11-02 "Import the settings of the portal"

edit "$merchant" 's/^externalSharingModel: Private/externalSharingModel: Read/'
edit "$profile" '/field: Merchant__c\.\(Address\|Company_Name\|Contact_Name\|Email\|Fax\|Monthly_Sales\|Phone\|Representative_Name\|Shop_Name\)__c/{
n
s/false/true/
}
/static page/,/object: Merchant__c/s/allowRead: false/allowRead: true/'
commit "K. Aoki" 2016-01-15 "Open merchants to the shop search"

count 402118
commit "Export job" 2016-06-30 "Counts of June 2016"
edit settings/Communities.settings-meta.yaml '$a\
# Reviewed in March 2017.
'
commit "M. Sato" 2017-03-08 "Note the review of the community settings"

git checkout -q -b campaign
cp .kept/campaign-2018.yaml .
commit "R. Ito" 2018-05-28 "Add the campaign of 2018"
git checkout -q main
count 801556
commit "Export job" 2018-05-30 "Counts of May 2018"
as "M. Sato" 2018-06-04 git merge -q --no-ff -m "Merge the campaign of 2018" campaign
git branch -q -d campaign

edit "networks/Merchant Portal.network-meta.yaml" 's/加盟店サポート/加盟店サポート窓口/'
commit "R. Ito" 2019-02-05 "Name the support desk in full"

if [ "$rule" != --without-guest-rule ]; then
  cat >> "$sharing" <<'RULE'
sharingGuestRules:
  fullName: Portal_search_keeps_working
  accessLevel: Read
  # From the October release on, visitors no longer follow the external default.
  criteriaItems:
    field: Name
    operation: notEqual
    value: ''
  includeHVUOwnedRecords: false
  label: ポータル検索
  sharedTo:
    guestUser: Merchant_Portal
RULE
  commit "R. Ito" 2020-08-26 "Keep the shop search working after the October release"
fi
count 1381735
commit "Export job" 2020-10-30 "Counts of October 2020"

cp .kept/Merchant__c.object-meta.yaml "$merchant"
cp ".kept/Merchant Portal Profile.profile-meta.yaml" "$profile"
cp .kept/Merchant__c.sharingRules-meta.yaml "$sharing"
commit "M. Sato" 2020-11-24 "Close merchants to visitors"

count 1502977
commit "Export job" 2021-06-30 "Counts of June 2021"
edit settings/Communities.settings-meta.yaml '$a\
# Reviewed in March 2022.
'
commit "M. Sato" 2022-03-02 "Note the review of the community settings"
rm -r .kept
